package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/internal/store"
)

// This file answers what consoles and operators ask about the cluster: one process plays all of
// Druid's services, and what is published is loaded.

// clusterNode is a process in one of its roles.
type clusterNode struct {
	Host          string `json:"host"`
	Service       string `json:"service"`
	PlaintextPort int    `json:"plaintextPort"`
}

// clusterRoles are Druid's services that a process plays, by its own roles.
var clusterRoles = map[string][]string{
	"api":    {"coordinator", "overlord", "broker", "historical", "router"},
	"worker": {"indexer"},
}

// getCluster is GET coordinator cluster: the processes by service.
func (s *Server) getCluster(c *gin.Context) error {
	servers, err := s.cfg.Metadata.Servers(c.Request.Context())
	if err != nil {
		return err
	}
	nodes := map[string][]clusterNode{}
	for _, sv := range servers {
		for _, role := range sv.Roles {
			for _, service := range clusterRoles[role] {
				nodes[service] = append(nodes[service], clusterNode{sv.Host, "druid/" + service, sv.Port})
			}
		}
	}
	return writeJSON(c, http.StatusOK, nodes)
}

// getBrokers is GET /druid/router/v1/brokers: the addresses by service.
func (s *Server) getBrokers(c *gin.Context) error {
	servers, err := s.cfg.Metadata.Servers(c.Request.Context())
	if err != nil {
		return err
	}
	addresses := []string{}
	for _, sv := range servers {
		addresses = append(addresses, hostPort(sv.Host, sv.Port))
	}
	return writeJSON(c, http.StatusOK, map[string][]string{"druid/broker": addresses})
}

// segmentLocation is a server that has a segment.
type segmentLocation struct {
	Name           string  `json:"name"`
	Host           string  `json:"host"`
	HostAndTLSPort *string `json:"hostAndTlsPort"`
	MaxSize        int64   `json:"maxSize"`
	Type           string  `json:"type"`
	Tier           string  `json:"tier"`
	Priority       int     `json:"priority"`
}

// locations are the servers that have the segments: every process has all.
func locations(servers []store.ServerInfo) []segmentLocation {
	list := []segmentLocation{}
	for _, sv := range servers {
		host := hostPort(sv.Host, sv.Port)
		list = append(list, segmentLocation{Name: host, Host: host, Type: "historical", Tier: defaultTier})
	}
	return list
}

// servedSegment is a segment with the servers that have it.
type servedSegment struct {
	Segment dataSegment       `json:"segment"`
	Servers []segmentLocation `json:"servers"`
}

// getServerView is GET coordinator datasources/{ds}/intervals/{interval}/serverview.
func (s *Server) getServerView(c *gin.Context) error {
	r, ok := pathInterval(c.Param("interval"))
	if !ok {
		return emptyError(http.StatusBadRequest)
	}
	segments, err := s.cfg.Metadata.Segments(c.Request.Context(), c.Param("ds"))
	if err != nil {
		return err
	}
	servers, err := s.cfg.Metadata.Servers(c.Request.Context())
	if err != nil {
		return err
	}
	list := []servedSegment{}
	for _, g := range segments {
		if g.Range().Overlaps(r) {
			list = append(list, servedSegment{newDataSegment(g), locations(servers)})
		}
	}
	return writeJSON(c, http.StatusOK, list)
}

// getHandoff is GET coordinator datasources/{ds}/handoffComplete: whether what a partition of an
// interval held in this version, or a newer one, is loaded.
func (s *Server) getHandoff(c *gin.Context) error {
	iv, err := druidtime.ParseInterval(c.Query("interval"), nil)
	if err != nil {
		return emptyError(http.StatusBadRequest)
	}
	number, err := strconv.Atoi(c.Query("partitionNumber"))
	if err != nil {
		return emptyError(http.StatusNotFound)
	}
	segments, err := s.cfg.Metadata.Segments(c.Request.Context(), c.Param("ds"))
	if err != nil {
		return err
	}
	r := store.Range{Start: iv.StartMs, End: iv.EndMs}
	there := slices.ContainsFunc(segments, func(g store.Segment) bool {
		return g.Range().Covers(r) && (g.Version > c.Query("version") || g.Version == c.Query("version") && g.PartitionNum == number)
	})
	return writeJSON(c, http.StatusOK, there)
}

// unusedSegment is a segment that is stored but not seen.
type unusedSegment struct {
	DataSegment          dataSegment `json:"dataSegment"`
	CreatedDate          string      `json:"createdDate"`
	UsedStatusLastUpdate string      `json:"usedStatusLastUpdatedDate"`
	Used                 bool        `json:"used"`
	SchemaFingerprint    *string     `json:"schemaFingerprint"`
	NumRows              int64       `json:"numRows"`
	UpgradedFrom         *string     `json:"upgradedFromSegmentId"`
}

// getUnusedSegments is GET coordinator metadata/datasources/{ds}/unusedSegments with its filters.
func (s *Server) getUnusedSegments(c *gin.Context) error {
	segments, err := s.cfg.Metadata.UnusedSegments(c.Request.Context(), c.Param("ds"))
	if err != nil {
		return err
	}
	if text := c.Query("interval"); text != "" {
		r, ok := pathInterval(text)
		if !ok {
			return emptyError(http.StatusBadRequest)
		}
		segments = slices.DeleteFunc(segments, func(g store.UnusedSegment) bool { return !r.Covers(g.Range()) })
	}
	if text := c.Query("limit"); text != "" {
		n, err := strconv.Atoi(text)
		switch {
		case err != nil:
			return emptyError(http.StatusNotFound)
		case n <= 0:
			return druiderr.Invalid("Invalid limit[%d] specified. Limit must be > 0", n)
		}
		segments = segments[:min(n, len(segments))]
	}
	list := make([]unusedSegment, len(segments))
	for i, g := range segments {
		list[i] = unusedSegment{
			DataSegment: newDataSegment(g.Segment), CreatedDate: druidtime.FormatISO(g.CreatedAt.UnixMilli()),
			UsedStatusLastUpdate: druidtime.FormatISO(g.UsedChanged.UnixMilli()), NumRows: g.NumRows,
		}
	}
	return writeJSON(c, http.StatusOK, list)
}

// fullServer is a server with all its segments by id.
type fullServer struct {
	Host     string                 `json:"host"`
	MaxSize  int64                  `json:"maxSize"`
	Type     string                 `json:"type"`
	Tier     string                 `json:"tier"`
	Priority int                    `json:"priority"`
	Segments map[string]dataSegment `json:"segments"`
	CurrSize int64                  `json:"currSize"`
}

func newFullServer(e serverEntry, segments []store.Segment) fullServer {
	f := fullServer{Host: e.Host, MaxSize: e.MaxSize, Type: e.Type, Tier: e.Tier, CurrSize: e.CurrSize, Segments: make(map[string]dataSegment, len(segments))}
	for _, g := range segments {
		f.Segments[g.ID] = newDataSegment(g)
	}
	return f
}

// oneServer makes a handler about the server in the path; without it the answer is 404.
func (s *Server) oneServer(h func(c *gin.Context, e serverEntry, segments []store.Segment) error) handler {
	return func(c *gin.Context) error {
		entries, segments, err := s.serverEntries(c)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Host == c.Param("server") {
				return h(c, e, segments)
			}
		}
		return writeEmpty(c, http.StatusNotFound)
	}
}

// getServer is GET coordinator servers/{server}[?simple].
func getServer(c *gin.Context, e serverEntry, segments []store.Segment) error {
	if asked(c, "simple") {
		return writeJSON(c, http.StatusOK, e)
	}
	return writeJSON(c, http.StatusOK, newFullServer(e, segments))
}

// getServerSegments is GET coordinator servers/{server}/segments[?full].
func getServerSegments(c *gin.Context, _ serverEntry, segments []store.Segment) error {
	return writeJSON(c, http.StatusOK, segmentList(segments, asked(c, "full")))
}

// getServerSegment is GET coordinator servers/{server}/segments/{id}.
func getServerSegment(c *gin.Context, _ serverEntry, segments []store.Segment) error {
	for _, g := range segments {
		if g.ID == c.Param("id") {
			return writeJSON(c, http.StatusOK, newDataSegment(g))
		}
	}
	return writeEmpty(c, http.StatusNotFound)
}

// tierSize is what a tier holds and may hold.
type tierSize struct {
	CurrSize int64 `json:"currSize"`
	MaxSize  int64 `json:"maxSize"`
}

// getAllTiers is GET coordinator tiers[?simple].
func (s *Server) getAllTiers(c *gin.Context) error {
	if !asked(c, "simple") {
		return writeJSON(c, http.StatusOK, []string{defaultTier})
	}
	entries, _, err := s.serverEntries(c)
	if err != nil {
		return err
	}
	var all tierSize
	for _, e := range entries {
		all.CurrSize, all.MaxSize = all.CurrSize+e.CurrSize, all.MaxSize+e.MaxSize
	}
	return writeJSON(c, http.StatusOK, map[string]tierSize{defaultTier: all})
}

// getTier is GET coordinator tiers/{tier}[?simple]: the datasources in it, or their intervals.
func (s *Server) getTier(c *gin.Context) error {
	segments, err := s.cfg.Metadata.Segments(c.Request.Context(), "")
	if err != nil {
		return err
	}
	if c.Param("tier") != defaultTier {
		segments = nil
	}
	names, intervals := []string{}, map[string]map[string]sizeAndCount{}
	for _, group := range byDataSource(segments) {
		names = append(names, group[0].DataSource)
		intervals[group[0].DataSource] = intervalSizes(group)
	}
	if asked(c, "simple") {
		return writeJSON(c, http.StatusOK, intervals)
	}
	return writeJSON(c, http.StatusOK, names)
}

// compactionUnknown makes a handler that answers for a datasource: none is compacted automatically.
func compactionUnknown(message string) handler {
	return func(*gin.Context) error {
		return druiderr.New(druiderr.User, druiderr.NotFound, "notFound", "%s", message)
	}
}

// getCompactionStatus is GET coordinator compaction/status[?dataSource=…].
func getCompactionStatus(c *gin.Context) error {
	if c.Query("dataSource") != "" {
		return compactionUnknown(unknownDataSource)(c)
	}
	return writeJSON(c, http.StatusOK, map[string][]any{"latestStatus": {}})
}

const unknownDataSource = "Unknown DataSource"

// postSupervisor is POST supervisor: the supervisors that stream from elsewhere are extensions of
// Druid, and none is here.
func postSupervisor(c *gin.Context) error {
	body, err := readJSONBody(c)
	if err != nil {
		return err
	}
	const class = "org.apache.druid.indexing.overlord.supervisor.SupervisorSpec"
	var spec struct {
		Type *string `json:"type"`
	}
	if err := json.Unmarshal(body, &spec); err != nil || spec.Type == nil {
		return objectError(http.StatusBadRequest, "Could not resolve subtype of [simple type, class "+class+"]: missing type id property 'type'")
	}
	return objectError(http.StatusBadRequest, "Please make sure to load all the necessary extensions and jars with type '"+*spec.Type+
		"' on 'druid/coordinator' service. Could not resolve type id '"+*spec.Type+"' as a subtype of `"+class+"` known type ids = []")
}

// noHistory is GET supervisor/{id}/history.
func noHistory(c *gin.Context) error {
	return objectError(http.StatusNotFound, "No history for ["+c.Param("id")+"].")
}

// postLockFilters are POST activeLocks and lockedIntervals/v2, which want a list of filters.
func postLockFilters(answer any) handler {
	return func(c *gin.Context) error {
		body, err := readJSONBody(c)
		if err != nil {
			return err
		}
		var filters []struct {
			DataSource string `json:"datasource"`
		}
		if err := json.Unmarshal(body, &filters); err != nil {
			return objectError(http.StatusBadRequest, "Cannot deserialize value of type `java.util.ArrayList<org.apache.druid.metadata.LockFilterPolicy>`")
		}
		if len(filters) == 0 {
			return &wireError{status: http.StatusBadRequest, contentType: contentJSON, body: "No filter provided"}
		}
		return writeJSON(c, http.StatusOK, answer)
	}
}
