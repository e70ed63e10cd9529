package api

import (
	"encoding/json"
	"net/http"

	"ogham/api/openapi"
)

var (
	segmentIDs   = openapi.Of[[]string]()
	segmentsFull = openapi.Of[[]dataSegment]()
	simple       = flag("simple", "Sizes and counts instead of names.")
	full         = flag("full", "All that is known.")
	none         = noBody(http.StatusNoContent, "The datasource has no segments, or not this one.")
	badInterval  = noBody(http.StatusBadRequest, "The interval cannot be read.")
	// intervalMaps are the answers of ?simple and ?full about intervals.
	intervalMaps = []openapi.Schema{openapi.Of[map[string]sizeAndCount](), openapi.Of[map[string]map[string]any]()}
	marks        = openapi.Object("SegmentsToMark", "Either of the two.",
		openapi.Field{Name: "interval", Description: "An ISO-8601 interval.", Schema: openapi.Of[string]()},
		openapi.Field{Name: "segmentIds", Schema: openapi.Of[[]string]()},
	)
)

// dataSourceRoutes are the coordinator's endpoints about datasources and segments.
func (s *Server) dataSourceRoutes() []route {
	const (
		ds  = "/druid/coordinator/v1/datasources"
		one = ds + "/:ds"
	)
	return []route{
		{get, ds, s.getDataSources, ofDataSources.op("List the datasources",
			okAny("Their names, or more of them.", openapi.Of[[]string](), openapi.Of[[]namedProperties](), openapi.Of[[]fullDataSource]())).With(simple, full)},
		{get, one, s.used(s.getDataSource), ofDataSources.op("Show a datasource",
			okAny("Its size and time, or its segments.", openapi.Of[summary](), openapi.Of[fullDataSource]()), none).With(full)},
		{post, one, s.postDataSource, ofDataSources.op("Mark all segments of a datasource used", ok[changed]("How many changed."))},
		{remove, one, s.deleteDataSource, ofDataSources.op("Mark all segments of a datasource unused", ok[changed]("How many changed.")).
			Saying("Their rows are not seen any more; a kill task deletes them for good.")},
		{get, one + "/intervals", s.used(s.getIntervals), ofDataSources.op("List the intervals of a datasource",
			okAny("The intervals, newest first, or what is in each.", append(intervalMaps, openapi.Of[[]string]())...), none).With(simple, full)},
		{get, one + "/intervals/:interval", s.used(s.getInterval), ofDataSources.op("List the segments of an interval",
			okAny("Their ids, or what is in each interval.", append(intervalMaps, segmentIDs)...), none, badInterval).With(simple, full)},
		{remove, one + "/intervals/:interval", s.deleteInterval, ofDataSources.op("Delete the unused segments of an interval for good",
			noBody(http.StatusOK, "A kill task does it."), badInterval, refusal(http.StatusBadRequest, "The task is refused."))},
		{get, one + "/segments", s.used(s.getSegments), ofDataSources.op("List the segments of a datasource",
			okAny("Their ids, or all of them.", segmentIDs, segmentsFull), none).With(full)},
		{get, one + "/segments/:id", s.used(s.getSegment), ofDataSources.op("Show a segment", ok[dataSegment]("The segment."), none)},
		{post, one + "/segments/:id", s.postSegment, ofDataSources.op("Mark a segment used", ok[stateChanged]("Whether it changed."))},
		{remove, one + "/segments/:id", s.deleteSegment, ofDataSources.op("Mark a segment unused", ok[stateChanged]("Whether it changed."))},
		{get, one + "/tiers", s.getTiers, ofDataSources.op("List the tiers of a datasource", ok[[]string]("The default one, or none."))},
		{get, one + "/loadstatus", s.getDataSourceLoadStatus, ofDataSources.op("Tell how much of a datasource is loaded",
			okAny("Per cent, or segments left.", openapi.Of[map[string]float64](), openapi.Of[map[string]map[string]float64]()), none,
			textCalledJSON(http.StatusBadRequest, "forceMetadataRefresh is missing.")).
			With(openapi.Parameter{Name: "forceMetadataRefresh", Description: "Whether metadata is read again; it always is.", Schema: openapi.Of[bool](), Required: true},
				simple, full)},
		{post, one + "/markUnused", s.postMarkUnused, markOp("Mark segments unused")},
		{post, one + "/markUsed", s.postMarkUsed, markOp("Mark segments used")},
	}
}

func markOp(summary string) openapi.Operation {
	return ofDataSources.op(summary, orUnreadable(ok[changed]("How many changed."), none,
		textCalledJSON(http.StatusBadRequest, "Neither interval nor ids, or both."))...).
		Taking(openapi.Body{Description: "Which segments.", Schema: marks, Examples: map[string]any{
			"interval": map[string]any{"interval": "2000-01-01/2000-01-02"},
		}})
}

// metadataRoutes are the coordinator's endpoints about what is stored, loaded or not.
func (s *Server) metadataRoutes() []route {
	const (
		meta = "/druid/coordinator/v1/metadata"
		one  = meta + "/datasources/:ds"
	)
	unknown := noBody(http.StatusNotFound, "There is no such datasource or segment.")
	segments := okAny("Their ids, or all of them.", segmentIDs, segmentsFull)
	return []route{
		{get, meta + "/datasources", s.getMetadataDataSources, ofDataSources.op("List the datasources that are stored",
			okAny("Their names, or all of them.", openapi.Of[[]string](), openapi.Of[[]fullDataSource]())).
			With(full, flag("includeUnused", "Those of unused segments too."), flag("includeDisabled", "The same."))},
		{get, one, s.known(s.getMetadataDataSource), ofDataSources.op("Show a datasource that is stored", ok[fullDataSource]("The datasource."), unknown)},
		{get, one + "/segments", s.known(s.getSegments), ofDataSources.op("List the segments that are stored", segments, unknown).With(full)},
		{post, one + "/segments", s.known(s.postMetadataSegments), ofDataSources.op("List the segments of some intervals",
			orUnreadable(segments, unknown)...).With(full).
			Taking(openapi.Body{Description: "ISO-8601 intervals.", Schema: openapi.Of[[]string](), Examples: map[string]any{"day": []string{"2000-01-01/2000-01-02"}}})},
		{get, one + "/segments/:id", s.known(s.getMetadataSegment), ofDataSources.op("Show a segment that is stored", ok[dataSegment]("The segment."), unknown)},
		{get, meta + "/segments", s.getMetadataSegments, ofDataSources.op("List all segments", okAny("The segments.", segmentsFull, openapi.Of[[]statusSegment]())).
			With(openapi.Parameter{Name: "datasources", Description: "Only of these.", Schema: openapi.Of[[]string]()},
				flag("includeOvershadowedStatus", "More about each."))},
	}
}

// coordinatorRoutes are the rest of what consoles ask the coordinator.
func (s *Server) coordinatorRoutes() []route {
	const v1 = "/druid/coordinator/v1"
	byInterval := ok[map[string]map[string]sizeAndCount]("Sizes by interval and datasource.")
	return []route{
		{get, v1 + "/leader", s.getLeader, ofCoordinator.op("Tell the leader's address", textCalledJSON(http.StatusOK, "The address of this process"))},
		{get, v1 + "/isLeader", constant(leading{true}), ofCoordinator.op("Tell whether this process leads", ok[leading]("It does, as any would."))},
		{get, v1 + "/intervals", s.getAllIntervals, ofCoordinator.op("List all intervals", byInterval)},
		{get, v1 + "/intervals/:interval", s.getIntervalsWithin, ofCoordinator.op("Tell what is in an interval",
			okAny("Size and count, by interval, or by datasource too.", append(intervalMaps, openapi.Of[sizeAndCount]())...), badInterval).With(simple, full)},
		{get, v1 + "/loadstatus", s.getLoadStatus, ofCoordinator.op("Tell how much is loaded",
			okAny("Per cent, or segments left, by datasource.", openapi.Of[map[string]float64](), openapi.Of[map[string]map[string]float64]())).With(simple, full)},
		{get, v1 + "/loadqueue", s.getLoadQueue, ofCoordinator.op("Tell what waits to be loaded",
			okAny("Nothing, by server.", openapi.Of[map[string]map[string]int](), openapi.Of[map[string]map[string][]string]())).With(simple)},
		{get, v1 + "/config", constant(coordinatorConfig), ofCoordinator.op("Show the dynamic configuration", ok[map[string]any]("Druid's defaults."))},
		{get, v1 + "/config/history", constant([]any{}), ofCoordinator.op("List changes of the configuration", ok[[]any]("There are none."))},
	}
}

// ruleRoutes are the endpoints about retention: everything is kept for ever.
func ruleRoutes(s *Server) []route {
	const v1 = "/druid/coordinator/v1/rules"
	rules, history := ok[[]map[string]any]("The rules."), ok[[]any]("There are none.")
	return []route{
		{get, v1, constant(map[string]any{"_default": []any{keepForever}}), ofCoordinator.op("Show all rules of retention", ok[map[string][]map[string]any]("The rules by datasource."))},
		{get, v1 + "/history", constant([]any{}), ofCoordinator.op("List changes of rules", history)},
		{get, v1 + "/:ds", s.getRules, ofCoordinator.op("Show the rules of a datasource", rules).With(flag("full", "The default rules too."))},
		{get, v1 + "/:ds/history", constant([]any{}), ofCoordinator.op("List changes of the rules of a datasource", history)},
	}
}

var lookupBody = openapi.Object("Lookup", "A lookup: its version and its map.",
	openapi.Field{Name: "version", Schema: openapi.Of[string]()},
	openapi.Field{Name: "lookupExtractorFactory", Required: true, Schema: openapi.Object("LookupExtractorFactory", "Where the values are.",
		openapi.Field{Name: "type", Schema: openapi.Enum("map"), Required: true},
		openapi.Field{Name: "map", Schema: openapi.Of[map[string]*string](), Required: true},
	)},
)

// lookupRoutes are the endpoints about lookups.
func (s *Server) lookupRoutes() []route {
	const v1 = "/druid/coordinator/v1/lookups"
	example := map[string]any{"version": "v0", "lookupExtractorFactory": map[string]any{"type": "map", "map": map[string]string{"a": "b"}}}
	spec := openapi.Of[json.RawMessage]()
	unknown := openapi.Answer{Status: http.StatusNotFound, Description: "There is no such tier or lookup, or none at all.", Type: contentJSON}
	accepted := noBody(http.StatusAccepted, "It is there.")
	return []route{
		{get, v1 + "/config", s.getLookupTiers, ofLookups.op("List the tiers of lookups", ok[[]string]("The tiers."), unknown).
			With(flag("discover", "An empty list instead of 404."))},
		{post, v1 + "/config", s.postLookups, ofLookups.op("Add or replace lookups",
			orUnreadable(inJSON(http.StatusAccepted, "What was sent.", openapi.Map(openapi.Map(spec))))...).
			Taking(openapi.Body{Description: "Lookups by tier and name.", Schema: openapi.Map(openapi.Map(lookupBody)), Examples: map[string]any{
				"one": map[string]any{"__default": map[string]any{"example": example}},
			}})},
		{get, v1 + "/config/:tier", s.getLookup, ofLookups.op("List the lookups of a tier",
			okAny("Their names, or their definitions.", openapi.Of[[]string](), openapi.Map(openapi.Any())), unknown).
			With(flag("detailed", "The definitions too.")).Saying("The tier all is all of them.")},
		{get, v1 + "/config/:tier/:id", s.getLookup, ofLookups.op("Show a lookup", inJSON(http.StatusOK, "The definition.", spec), unknown)},
		{post, v1 + "/config/:tier/:id", s.postLookup, ofLookups.op("Add or replace a lookup", orUnreadable(accepted)...).
			Taking(openapi.Body{Description: "The lookup.", Schema: lookupBody, Examples: map[string]any{"map": example}})},
		{remove, v1 + "/config/:tier/:id", s.deleteLookup, ofLookups.op("Delete a lookup", noBody(http.StatusAccepted, "It is gone."), unknown)},
		{get, v1 + "/status", s.getLookupStatus, ofLookups.op("Tell which lookups are loaded", ok[map[string]map[string]lookupState]("All are."), unknown)},
		{get, v1 + "/status/:tier", s.getLookupStatus, ofLookups.op("Tell which lookups of a tier are loaded", ok[map[string]lookupState]("All are."), unknown)},
		{get, v1 + "/status/:tier/:id", s.getLookupStatus, ofLookups.op("Tell whether a lookup is loaded", ok[lookupState]("It is."), unknown)},
	}
}
