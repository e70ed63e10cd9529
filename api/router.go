package api

import (
	"net/http"
)

const (
	get    = http.MethodGet
	post   = http.MethodPost
	remove = http.MethodDelete
)

// route is one line of the route table.
type route struct {
	method, path string
	handle       handler
}

// table lists every route. Paths have no slash at the end; requests may. GET routes take HEAD too;
// what is not here is answered by notFound and wrongMethod.
func (s *Server) table() []route {
	var all []route
	for _, family := range [][]route{s.sqlRoutes(), s.brokerRoutes(), s.indexerRoutes(), s.dataSourceRoutes(), s.coordinatorRoutes(), s.statusRoutes()} {
		all = append(all, family...)
	}
	return all
}

func (s *Server) sqlRoutes() []route {
	const sql = "/druid/v2/sql"
	return []route{
		{post, sql, s.postSQL},
		{remove, sql + "/:id", s.deleteSQL},
		{post, sql + "/task", s.postTask},
		{get, sql + "/task/enabled", s.getEnabled},
		{post, sql + "/statements", s.postStatement},
		{get, sql + "/statements/enabled", s.getEnabled},
		{get, sql + "/statements/:id", s.getStatement},
		{remove, sql + "/statements/:id", s.deleteStatement},
		{get, sql + "/statements/:id/results", s.getResults},
	}
}

func (s *Server) brokerRoutes() []route {
	const ds = "/druid/v2/datasources"
	return []route{
		{post, "/druid/v2", s.postNative},
		{remove, "/druid/v2/:id", s.deleteNative},
		{get, ds, s.getBrokerDataSources},
		{get, ds + "/:ds", s.getBrokerDataSource},
		{get, ds + "/:ds/dimensions", s.getDimensions},
		{get, ds + "/:ds/metrics", s.getMetrics},
		{get, ds + "/:ds/candidates", s.getCandidates},
		{get, "/druid/broker/v1/readiness", nothing},
		{get, "/druid/historical/v1/loadstatus", constant(map[string]bool{"cacheInitialized": true})},
		{get, "/druid/historical/v1/readiness", nothing},
	}
}

func (s *Server) indexerRoutes() []route {
	const v1 = "/druid/indexer/v1"
	return []route{
		{post, v1 + "/task", s.postNativeTask},
		{get, v1 + "/task/:id", s.getTask},
		{get, v1 + "/task/:id/status", s.getTaskStatus},
		{get, v1 + "/task/:id/reports", s.getTaskReports},
		{get, v1 + "/task/:id/segments", s.getTaskSegments},
		{get, v1 + "/task/:id/log", s.getTaskLog},
		{post, v1 + "/task/:id/shutdown", s.postShutdown},
		{post, v1 + "/datasources/:ds/shutdownAllTasks", s.postShutdownAll},
		{post, v1 + "/taskStatus", s.postTaskStatus},
		{get, v1 + "/tasks", s.getTasks},
		{get, v1 + "/completeTasks", s.listIn("complete")},
		{get, v1 + "/runningTasks", s.listIn("running")},
		{get, v1 + "/waitingTasks", s.listIn("waiting")},
		{get, v1 + "/pendingTasks", s.listIn("pending")},
		{get, v1 + "/totalWorkerCapacity", s.getCapacity},
		{get, v1 + "/workers", s.getWorkers},
		{get, v1 + "/scaling", nothing},
		{post, v1 + "/lockedIntervals", s.postLocked},
		{post, v1 + "/lockedIntervals/v2", s.postLocked},
		{get, v1 + "/leader", s.getLeader},
		{get, v1 + "/isLeader", constant(map[string]bool{"leader": true})},
		{get, v1 + "/supervisor", constant([]string{})},
		{get, v1 + "/supervisor/history", constant(map[string]any{})},
		{get, v1 + "/supervisor/:id", unknownSupervisor},
		{get, v1 + "/supervisor/:id/status", unknownSupervisor},
		{get, v1 + "/supervisor/:id/health", unknownSupervisor},
		{get, v1 + "/supervisor/:id/stats", unknownSupervisor},
		{post, v1 + "/supervisor/:id/terminate", unknownSupervisor},
		{post, v1 + "/supervisor/:id/suspend", unknownSupervisor},
		{post, v1 + "/supervisor/:id/resume", unknownSupervisor},
	}
}

// dataSourceRoutes are the coordinator's endpoints about datasources and segments.
func (s *Server) dataSourceRoutes() []route {
	const (
		ds   = "/druid/coordinator/v1/datasources"
		one  = ds + "/:ds"
		meta = "/druid/coordinator/v1/metadata"
	)
	return []route{
		{get, ds, s.getDataSources},
		{get, one, s.used(s.getDataSource)},
		{post, one, s.postDataSource},
		{remove, one, s.deleteDataSource},
		{get, one + "/intervals", s.used(s.getIntervals)},
		{get, one + "/intervals/:interval", s.used(s.getInterval)},
		{remove, one + "/intervals/:interval", s.deleteInterval},
		{get, one + "/segments", s.used(s.getSegments)},
		{get, one + "/segments/:id", s.used(s.getSegment)},
		{post, one + "/segments/:id", s.postSegment},
		{remove, one + "/segments/:id", s.deleteSegment},
		{get, one + "/tiers", s.used(s.getTiers)},
		{get, one + "/loadstatus", s.getDataSourceLoadStatus},
		{post, one + "/markUnused", s.postMarkUnused},
		{post, one + "/markUsed", s.postMarkUsed},
		{get, meta + "/datasources", s.getMetadataDataSources},
		{get, meta + "/datasources/:ds", s.known(s.getMetadataDataSource)},
		{get, meta + "/datasources/:ds/segments", s.known(s.getSegments)},
		{post, meta + "/datasources/:ds/segments", s.known(s.postMetadataSegments)},
		{get, meta + "/datasources/:ds/segments/:id", s.known(s.getMetadataSegment)},
		{get, meta + "/segments", s.getMetadataSegments},
	}
}

// coordinatorRoutes are the rest of what consoles ask the coordinator.
func (s *Server) coordinatorRoutes() []route {
	const v1 = "/druid/coordinator/v1"
	return []route{
		{get, v1 + "/leader", s.getLeader},
		{get, v1 + "/isLeader", constant(map[string]bool{"leader": true})},
		{get, v1 + "/intervals", s.getAllIntervals},
		{get, v1 + "/intervals/:interval", s.getAllIntervals},
		{get, v1 + "/loadstatus", s.getLoadStatus},
		{get, v1 + "/loadqueue", s.getLoadQueue},
		{get, v1 + "/servers", s.getServers},
		{get, v1 + "/tiers", constant([]string{defaultTier})},
		{get, v1 + "/rules", constant(map[string]any{"_default": []any{keepForever}})},
		{get, v1 + "/rules/history", constant([]any{})},
		{get, v1 + "/rules/:ds", s.getRules},
		{get, v1 + "/rules/:ds/history", constant([]any{})},
		{get, v1 + "/config", constant(coordinatorConfig)},
		{get, v1 + "/config/history", constant([]any{})},
		{get, v1 + "/config/compaction", constant(map[string]any{"compactionConfigs": []any{}, "compactionTaskSlotRatio": 0.1, "maxCompactionTaskSlots": 2147483647})},
		{get, v1 + "/compaction/status", constant(map[string]any{"latestStatus": []any{}})},
		{get, v1 + "/lookups/config", s.getLookupTiers},
		{post, v1 + "/lookups/config", s.postLookups},
		{get, v1 + "/lookups/config/:tier", s.getLookup},
		{get, v1 + "/lookups/config/:tier/:id", s.getLookup},
		{post, v1 + "/lookups/config/:tier/:id", s.postLookup},
		{remove, v1 + "/lookups/config/:tier/:id", s.deleteLookup},
		{get, v1 + "/lookups/status", s.getLookupStatus},
		{get, v1 + "/lookups/status/:tier", s.getLookupStatus},
		{get, v1 + "/lookups/status/:tier/:id", s.getLookupStatus},
		{get, v1 + "/lookups/nodeStatus", missing("No lookups configured.")},
	}
}

func (s *Server) statusRoutes() []route {
	return []route{
		{get, "/status", s.getStatus},
		{get, "/status/health", constant(true)},
		{get, "/status/properties", s.getProperties},
		{get, "/status/selfDiscovered", nothing},
		{get, "/status/selfDiscovered/status", constant(map[string]bool{"selfDiscovered": true})},
		{get, "/proxy/enabled", constant(map[string]bool{"enabled": true})},
	}
}
