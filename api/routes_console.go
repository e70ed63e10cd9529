package api

import (
	"encoding/json"
	"net/http"

	"ogham/api/openapi"
)

// Druid's defaults of automatic compaction, which nothing here needs.
type compactionPolicy struct {
	Type               string  `json:"type"`
	PriorityDataSource *string `json:"priorityDatasource"`
}

type compactionCluster struct {
	TaskSlotRatio  float64          `json:"compactionTaskSlotRatio"`
	MaxTaskSlots   int              `json:"maxCompactionTaskSlots"`
	Policy         compactionPolicy `json:"compactionPolicy"`
	UseSupervisors bool             `json:"useSupervisors"`
	Engine         string           `json:"engine"`
}

// compactionSettings are the coordinator's settings of automatic compaction.
type compactionSettings struct {
	Configs []any `json:"compactionConfigs"`
	compactionCluster
}

var (
	defaultCompaction = compactionCluster{0.1, 2147483647, compactionPolicy{Type: "newestSegmentFirst"}, false, "native"}
	notCompacted      = exception(http.StatusNotFound, "The datasource is not compacted automatically.")
)

const noCompactionConfig = "Datasource compaction config does not exist"

// compactionRoutes answer that nothing is compacted automatically: PostgreSQL does it by itself.
func compactionRoutes() []route {
	const (
		overlord    = "/druid/indexer/v1/compaction"
		coordinator = "/druid/coordinator/v1"
	)
	settings := compactionSettings{[]any{}, defaultCompaction}
	status := openapi.Parameter{Name: "dataSource", Description: "Only of this datasource."}
	unknown := compactionUnknown(unknownDataSource)
	return []route{
		{get, overlord + "/config/datasources", constant(map[string][]any{"compactionConfigs": {}}), ofOverlord.op("List what is compacted", ok[map[string][]any]("Nothing is."))},
		{get, overlord + "/config/datasources/:ds", compactionUnknown(noCompactionConfig), ofOverlord.op("Show how a datasource is compacted", notCompacted)},
		{get, overlord + "/config/cluster", constant(defaultCompaction), ofOverlord.op("Show how compaction runs", ok[compactionCluster]("Druid's defaults."))},
		{get, overlord + "/status/datasources", constant(map[string][]any{"latestStatus": {}}), ofOverlord.op("Tell how compaction fares", ok[map[string][]any]("There is none."))},
		{get, overlord + "/status/datasources/:ds", unknown, ofOverlord.op("Tell how the compaction of a datasource fares", notCompacted)},
		{get, overlord + "/isSupervisorEnabled", constant(false), ofOverlord.op("Tell whether supervisors compact", ok[bool]("They do not."))},
		{get, coordinator + "/config/compaction", constant(settings), ofCoordinator.op("Show the configuration of compaction", ok[compactionSettings]("Druid's defaults."))},
		{get, coordinator + "/config/compaction/:ds", compactionUnknown(noCompactionConfig), ofCoordinator.op("Show how a datasource is compacted", notCompacted)},
		{get, coordinator + "/config/compaction/:ds/history", constant([]any{}), ofCoordinator.op("List changes of how a datasource is compacted", ok[[]any]("There are none."))},
		{get, coordinator + "/compaction/status", getCompactionStatus, ofCoordinator.op("Tell how compaction fares", ok[map[string][]any]("There is none."), notCompacted).With(status)},
		{get, coordinator + "/compaction/progress", unknown, ofCoordinator.op("Tell how much is left to compact", notCompacted).With(status)},
	}
}

// clusterRoutes tell about processes and what they hold.
func (s *Server) clusterRoutes() []route {
	const v1 = "/druid/coordinator/v1"
	unknown := noBody(http.StatusNotFound, "There is no such server or segment.")
	return []route{
		{get, "/druid/router/v1/brokers", s.getBrokers, ofStatus.op("List the Brokers", ok[map[string][]string]("Their addresses."))},
		{get, v1 + "/cluster", s.getCluster, ofCoordinator.op("List the processes by service", ok[map[string][]clusterNode]("The processes."))},
		{get, v1 + "/cluster/:service", constant([]any{}), ofCoordinator.op("List the processes of a service", ok[[]any]("None, as in Druid."))},
		{get, v1 + "/servers", s.getServers, ofCoordinator.op("List the servers",
			okAny("Their addresses, or more of them.", openapi.Of[[]string](), openapi.Of[[]serverEntry](), openapi.Of[[]fullServer]())).With(simple, full)},
		{get, v1 + "/servers/:server", s.oneServer(getServer), ofCoordinator.op("Show a server",
			okAny("The server, with its segments or without.", openapi.Of[fullServer](), openapi.Of[serverEntry]()), unknown).With(simple)},
		{get, v1 + "/servers/:server/segments", s.oneServer(getServerSegments), ofCoordinator.op("List the segments of a server",
			okAny("Their ids, or all of them.", segmentIDs, segmentsFull), unknown).With(full)},
		{get, v1 + "/servers/:server/segments/:id", s.oneServer(getServerSegment), ofCoordinator.op("Show a segment of a server", ok[dataSegment]("The segment."), unknown)},
		{get, v1 + "/tiers", s.getAllTiers, ofCoordinator.op("List the tiers", okAny("The default one, or its size.", openapi.Of[[]string](), openapi.Of[map[string]tierSize]())).With(simple)},
		{get, v1 + "/tiers/:tier", s.getTier, ofCoordinator.op("List the datasources of a tier",
			okAny("Their names, or their intervals.", openapi.Of[[]string](), openapi.Of[map[string]map[string]sizeAndCount]())).With(simple)},
		{get, v1 + "/datasources/:ds/intervals/:interval/serverview", s.getServerView, ofDataSources.op("Tell which servers have the segments of an interval",
			ok[[]servedSegment]("The segments with their servers."), badInterval)},
		{get, v1 + "/datasources/:ds/handoffComplete", s.getHandoff, ofDataSources.op("Tell whether a segment, or a newer one, is loaded", ok[bool]("Whether it is."), badInterval,
			noBody(http.StatusNotFound, "The number is none.")).
			With(openapi.Parameter{Name: "interval", Description: "An ISO-8601 interval.", Required: true},
				openapi.Parameter{Name: "partitionNumber", Description: "The number within the interval.", Schema: openapi.Of[int64](), Required: true},
				openapi.Parameter{Name: "version", Description: "The version.", Required: true})},
		{get, v1 + "/metadata/datasources/:ds/unusedSegments", s.getUnusedSegments, ofDataSources.op("List the unused segments of a datasource", ok[[]unusedSegment]("The segments."),
			badInterval, exception(http.StatusBadRequest, "The limit is not positive."), noBody(http.StatusNotFound, "The limit is no number.")).
			With(named("interval", "Only within this ISO-8601 interval."), number("limit", "The most segments to list."))},
	}
}

// overlordMarkRoutes mark segments by the Overlord.
func (s *Server) overlordMarkRoutes() []route {
	const one = "/druid/indexer/v1/datasources/:ds"
	how := ok[changedState]("How many changed.")
	badID := inText(http.StatusBadRequest, "That is no id of a segment of the datasource.")
	unused, used := s.markUnused, s.markUsed
	return []route{
		{post, one, markAll(used), ofDataSources.op("Mark all segments of a datasource used, by the Overlord", how)},
		{remove, one, markAll(unused), ofDataSources.op("Mark all segments of a datasource unused, by the Overlord", how)},
		{post, one + "/segments/:id", markSegment(used), ofDataSources.op("Mark a segment used, by the Overlord", how, badID)},
		{remove, one + "/segments/:id", markSegment(unused), ofDataSources.op("Mark a segment unused, by the Overlord", how, badID)},
		{post, one + "/markUsed", markPicked(used, s.unusedVersions), markPickedOp("Mark segments used, by the Overlord")},
		{post, one + "/markUnused", markPicked(unused, s.usedVersions), markPickedOp("Mark segments unused, by the Overlord")},
	}
}

func markPickedOp(summary string) openapi.Operation {
	return ofDataSources.op(summary, orUnreadable(ok[changedState]("How many changed."),
		textCalledJSON(http.StatusBadRequest, "Neither interval nor ids, or both."))...).
		Taking(openapi.Body{Description: "Which segments.", Schema: marks, Examples: map[string]any{
			"interval": map[string]any{"interval": "2000-01-01/2000-01-02"},
		}})
}

// introspectRoutes tell what is in lookups.
func (s *Server) introspectRoutes() []route {
	const one = "/druid/v1/lookups/introspect/:id"
	unknown := noBody(http.StatusNotFound, "There is no such lookup.")
	return []route{
		{get, one, s.introspect(getLookupMap), ofLookups.op("Show the contents of a lookup", ok[map[string]*string]("The map."), unknown)},
		{get, one + "/keys", s.introspect(getLookupKeys), ofLookups.op("List the keys of a lookup", textCalledJSON(http.StatusOK, "The keys in brackets"), unknown)},
		{get, one + "/values", s.introspect(getLookupValues), ofLookups.op("List the values of a lookup", textCalledJSON(http.StatusOK, "The values in brackets"), unknown)},
		{get, one + "/version", s.introspect(getLookupVersion), ofLookups.op("Tell the version of a lookup", ok[map[string]string]("The version."), unknown)},
	}
}

// nodeStatusRoutes tell which servers have which lookups.
func (s *Server) nodeStatusRoutes() []route {
	const all = "/druid/coordinator/v1/lookups/nodeStatus"
	return []route{
		{get, all, s.getNodeStatus, ofLookups.op("Tell which servers have which lookups", ok[map[string]map[string]nodeLookups]("The lookups by tier and server."),
			refusal(http.StatusNotFound, "There are no lookups.")).
			With(openapi.Parameter{Name: "discover", Description: "The tiers of servers too.", Schema: openapi.Of[bool]()})},
		{get, all + "/:tier", s.getTierNodeStatus, ofLookups.op("Tell which servers of a tier have which lookups", ok[map[string]nodeLookups]("The lookups by server."))},
		{get, all + "/:tier/:server", s.getServerLookups, ofLookups.op("Tell which lookups a server has", ok[nodeLookups]("The lookups."),
			refusal(http.StatusNotFound, "There is no such server."))},
	}
}

// noSupervisorRoutes change supervisors, of which there are none.
func noSupervisorRoutes() []route {
	const all = "/druid/indexer/v1/supervisor"
	type state struct {
		Status string `json:"status"`
	}
	done, none := ok[state]("All of none."), inText(http.StatusNotFound, "There is no such supervisor.")
	routes := []route{
		{post, all, postSupervisor, ofOverlord.op("Start a supervisor", orUnreadable(refusal(http.StatusBadRequest, "There is no supervisor of that type."))...).
			Taking(openapi.Body{Description: "The supervisor.", Schema: openapi.Object("Supervisor", "A supervisor.",
				openapi.Field{Name: "type", Schema: openapi.Of[string](), Required: true})})},
		{get, all + "/:id/history", noHistory, ofOverlord.op("List what a supervisor did", refusal(http.StatusNotFound, "There is no such supervisor."))},
	}
	for _, what := range []string{"suspendAll", "resumeAll", "terminateAll"} {
		routes = append(routes, route{post, all + "/" + what, constant(state{"success"}), ofOverlord.op("Do "+what+" to the supervisors", done)})
	}
	for _, what := range []string{"reset", "resetOffsets", "shutdown", "taskGroups/handoff"} {
		routes = append(routes, route{post, all + "/:id/" + what, unknownSupervisor, ofOverlord.op("Do "+what+" to a supervisor", none)})
	}
	return routes
}

// lockRoutes tell what is locked: publishing locks for moments only, so nothing is.
func (s *Server) lockRoutes() []route {
	const v1 = "/druid/indexer/v1"
	type activeLocks struct {
		Locks map[string]any `json:"datasourceToLocks"`
	}
	filters := openapi.Body{Description: "Which locks.", Schema: openapi.List(openapi.Object("LockFilter", "The locks of a datasource.",
		openapi.Field{Name: "datasource", Schema: openapi.Of[string](), Required: true}, openapi.Field{Name: "priority", Schema: openapi.Of[int64]()}))}
	orRefused := func(a openapi.Answer) []openapi.Answer {
		return orUnreadable(a, textCalledJSON(http.StatusBadRequest, "The list is empty."))
	}
	intervals := openapi.Map(openapi.Of[json.RawMessage]())
	return []route{
		{post, v1 + "/lockedIntervals", s.postLocked, ofOverlord.op("List locked intervals", inJSON(http.StatusOK, "None is locked.", intervals))},
		{post, v1 + "/lockedIntervals/v2", postLockFilters(map[string]any{}), ofOverlord.op("List locked intervals by filters",
			orRefused(inJSON(http.StatusOK, "None is locked.", intervals))...).Taking(filters)},
		{post, v1 + "/activeLocks", postLockFilters(activeLocks{map[string]any{}}), ofOverlord.op("List locks by filters", orRefused(ok[activeLocks]("There are none."))...).Taking(filters)},
	}
}
