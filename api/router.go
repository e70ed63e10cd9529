package api

import (
	"net/http"

	"ogham/api/openapi"
)

const (
	get    = http.MethodGet
	post   = http.MethodPost
	remove = http.MethodDelete
)

// route is one line of the route table, with its description: no route without one.
type route struct {
	method, path string
	handle       handler
	doc          openapi.Operation
}

// table lists every route. Paths have no slash at the end; requests may. GET routes take HEAD too;
// what is not here is answered by notFound and wrongMethod.
func (s *Server) table() []route {
	var all []route
	for _, family := range [][]route{
		s.sqlRoutes(), s.avaticaRoutes(), s.brokerRoutes(),
		s.taskRoutes(), s.overlordRoutes(), s.lockRoutes(), supervisorRoutes(), noSupervisorRoutes(),
		s.dataSourceRoutes(), s.overlordMarkRoutes(), s.metadataRoutes(), s.coordinatorRoutes(), s.clusterRoutes(), compactionRoutes(), ruleRoutes(s),
		s.lookupRoutes(), s.nodeStatusRoutes(), s.introspectRoutes(),
		s.statusRoutes(),
	} {
		all = append(all, family...)
	}
	return all
}
