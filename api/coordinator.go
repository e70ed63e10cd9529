package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"ogham/internal/druidtime"
	"ogham/internal/store"
)

// dataSegment is Druid's DataSegment object.
type dataSegment struct {
	DataSource    string            `json:"dataSource"`
	Interval      string            `json:"interval"`
	Version       string            `json:"version"`
	LoadSpec      map[string]string `json:"loadSpec"`
	Dimensions    string            `json:"dimensions"`
	Metrics       string            `json:"metrics"`
	ShardSpec     json.RawMessage   `json:"shardSpec"`
	BinaryVersion int               `json:"binaryVersion"`
	Size          int64             `json:"size"`
	Identifier    string            `json:"identifier"`
}

func newDataSegment(g store.Segment) dataSegment {
	load := map[string]string{"type": "postgres"}
	if g.Partition != nil {
		load["table"] = *g.Partition
	}
	return dataSegment{
		DataSource: g.DataSource, Interval: intervalOf(g), Version: g.Version, LoadSpec: load,
		Dimensions: strings.Join(g.Dimensions, ","), Metrics: strings.Join(g.Metrics, ","),
		ShardSpec: g.ShardSpec, BinaryVersion: segmentFormat, Size: g.SizeBytes, Identifier: g.ID,
	}
}

// segmentFormat is the version of Druid's segment format whose behaviour we have.
const segmentFormat = 9

func intervalOf(g store.Segment) string {
	start, end := g.Range().ISO()
	return start + "/" + end
}

// summary is what the coordinator says about a datasource.
type summary struct {
	Tiers    map[string]tierSummary `json:"tiers"`
	Segments segmentSummary         `json:"segments"`
}

type tierSummary struct {
	Size           int64 `json:"size"`
	ReplicatedSize int64 `json:"replicatedSize"`
	SegmentCount   int   `json:"segmentCount"`
}

type segmentSummary struct {
	MaxTime        string `json:"maxTime"`
	Size           int64  `json:"size"`
	MinTime        string `json:"minTime"`
	Count          int    `json:"count"`
	ReplicatedSize int64  `json:"replicatedSize"`
}

const defaultTier = "_default_tier"

func summarize(segments []store.Segment) summary {
	var size int64
	all := segments[0].Range()
	for _, g := range segments {
		size += g.SizeBytes
		all.Start, all.End = min(all.Start, g.Start), max(all.End, g.End)
	}
	start, end := all.ISO()
	return summary{
		Tiers:    map[string]tierSummary{defaultTier: {size, size, len(segments)}},
		Segments: segmentSummary{end, size, start, len(segments), size},
	}
}

type namedProperties struct {
	Name       string `json:"name"`
	Properties any    `json:"properties"`
}

type fullDataSource struct {
	Name       string            `json:"name"`
	Properties map[string]string `json:"properties"`
	Segments   []dataSegment     `json:"segments"`
}

// storedDataSource is a full datasource as the metadata endpoints show it: with the time at which it
// was read.
func (s *Server) storedDataSource(name string, segments []store.Segment) fullDataSource {
	f := newFullDataSource(name, segments)
	f.Properties["created"] = druidtime.FormatISO(s.cfg.Now().UnixMilli())
	return f
}

func newFullDataSource(name string, segments []store.Segment) fullDataSource {
	f := fullDataSource{Name: name, Properties: map[string]string{}, Segments: make([]dataSegment, len(segments))}
	for i, g := range segments {
		f.Segments[i] = newDataSegment(g)
	}
	return f
}

func asked(c *gin.Context, flag string) bool {
	_, ok := c.GetQuery(flag)
	return ok
}

// byDataSource splits segments, which come in that order, by datasource.
func byDataSource(segments []store.Segment) [][]store.Segment {
	var groups [][]store.Segment
	for len(segments) > 0 {
		n := 1
		for n < len(segments) && segments[n].DataSource == segments[0].DataSource {
			n++
		}
		groups, segments = append(groups, segments[:n]), segments[n:]
	}
	return groups
}

// getDataSources is GET coordinator datasources[?simple|full].
func (s *Server) getDataSources(c *gin.Context) error {
	ctx := c.Request.Context()
	if !asked(c, "simple") && !asked(c, "full") {
		return s.dataSourceNames(c, false)
	}
	segments, err := s.cfg.Metadata.Segments(ctx, "")
	if err != nil {
		return err
	}
	list := []any{}
	for _, group := range byDataSource(segments) {
		if asked(c, "full") {
			list = append(list, loadedDataSource(group))
		} else {
			list = append(list, namedProperties{group[0].DataSource, summarize(group)})
		}
	}
	return writeJSON(c, http.StatusOK, list)
}

func (s *Server) dataSourceNames(c *gin.Context, includeUnused bool) error {
	names, err := s.cfg.Metadata.DataSources(c.Request.Context(), includeUnused)
	if err != nil {
		return err
	}
	if names == nil {
		names = []string{}
	}
	return writeJSON(c, http.StatusOK, names)
}

// loadedDataSource is a full datasource as the list of loaded ones shows it.
func loadedDataSource(segments []store.Segment) fullDataSource {
	f := newFullDataSource(segments[0].DataSource, segments)
	f.Properties["client"] = "side"
	return f
}

// used makes a handler that gets the used segments of the datasource in the path; without any it
// answers 204, as the coordinator does.
func (s *Server) used(h func(c *gin.Context, segments []store.Segment) error) handler {
	return func(c *gin.Context) error {
		segments, err := s.cfg.Metadata.Segments(c.Request.Context(), c.Param("ds"))
		if err != nil {
			return err
		}
		if len(segments) == 0 {
			return writeEmpty(c, http.StatusNoContent)
		}
		return h(c, segments)
	}
}

// getDataSource is GET coordinator datasources/{ds}[?full].
func (s *Server) getDataSource(c *gin.Context, segments []store.Segment) error {
	if asked(c, "full") {
		return writeJSON(c, http.StatusOK, newFullDataSource(c.Param("ds"), segments))
	}
	return writeJSON(c, http.StatusOK, summarize(segments))
}

// getSegments is GET coordinator datasources/{ds}/segments[?full].
func (s *Server) getSegments(c *gin.Context, segments []store.Segment) error {
	return writeJSON(c, http.StatusOK, segmentList(segments, asked(c, "full")))
}

func segmentList(segments []store.Segment, full bool) any {
	if full {
		return newFullDataSource("", segments).Segments
	}
	ids := make([]string, len(segments))
	for i, g := range segments {
		ids[i] = g.ID
	}
	return ids
}

// getSegment is GET coordinator datasources/{ds}/segments/{id}.
func (s *Server) getSegment(c *gin.Context, segments []store.Segment) error {
	for _, g := range segments {
		if g.ID == c.Param("id") {
			return writeJSON(c, http.StatusOK, newDataSegment(g))
		}
	}
	return writeEmpty(c, http.StatusNoContent)
}

// getTiers is GET coordinator datasources/{ds}/tiers.
func (s *Server) getTiers(c *gin.Context) error {
	segments, err := s.cfg.Metadata.Segments(c.Request.Context(), c.Param("ds"))
	if err != nil {
		return err
	}
	tiers := []string{}
	if len(segments) > 0 {
		tiers = append(tiers, defaultTier)
	}
	return writeJSON(c, http.StatusOK, tiers)
}

type sizeAndCount struct {
	Size  int64 `json:"size"`
	Count int   `json:"count"`
}

// getIntervals is GET coordinator datasources/{ds}/intervals[?simple|full]: newest first.
func (s *Server) getIntervals(c *gin.Context, segments []store.Segment) error {
	switch {
	case asked(c, "full"):
		return writeJSON(c, http.StatusOK, fullIntervals(segments))
	case asked(c, "simple"):
		return writeJSON(c, http.StatusOK, intervalSizes(segments))
	}
	segments = slices.Clone(segments)
	slices.SortStableFunc(segments, func(a, b store.Segment) int {
		if a.Start != b.Start {
			return -compare(a.Start, b.Start)
		}
		return -compare(a.End, b.End)
	})
	list := make([]string, 0, len(segments))
	for _, g := range segments {
		if iv := intervalOf(g); len(list) == 0 || list[len(list)-1] != iv {
			list = append(list, iv)
		}
	}
	return writeJSON(c, http.StatusOK, list)
}

func compare(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func intervalSizes(segments []store.Segment) map[string]sizeAndCount {
	m := map[string]sizeAndCount{}
	for _, g := range segments {
		v := m[intervalOf(g)]
		m[intervalOf(g)] = sizeAndCount{v.Size + g.SizeBytes, v.Count + 1}
	}
	return m
}

func fullIntervals(segments []store.Segment) map[string]map[string]any {
	m := map[string]map[string]any{}
	for _, g := range segments {
		iv := intervalOf(g)
		if m[iv] == nil {
			m[iv] = map[string]any{}
		}
		m[iv][g.ID] = map[string]any{"metadata": newDataSegment(g), "servers": []string{}}
	}
	return m
}

// getInterval is GET coordinator datasources/{ds}/intervals/{interval}[?simple|full].
func (s *Server) getInterval(c *gin.Context, segments []store.Segment) error {
	r, ok := pathInterval(c.Param("interval"))
	if !ok {
		return emptyError(http.StatusBadRequest)
	}
	within := slices.DeleteFunc(slices.Clone(segments), func(g store.Segment) bool { return !r.Covers(g.Range()) })
	switch {
	case asked(c, "full"):
		return writeJSON(c, http.StatusOK, fullIntervals(within))
	case asked(c, "simple"):
		return writeJSON(c, http.StatusOK, intervalSizes(within))
	}
	return writeJSON(c, http.StatusOK, segmentList(within, false))
}

// pathInterval reads an interval of a path, where "_" stands for "/".
func pathInterval(text string) (store.Range, bool) {
	if decoded, err := url.PathUnescape(text); err == nil {
		text = decoded
	}
	iv, err := druidtime.ParseInterval(strings.Replace(text, "_", "/", 1), nil)
	if err != nil {
		return store.Range{}, false
	}
	return store.Range{Start: iv.StartMs, End: iv.EndMs}, true
}

// getIntervalsWithin is GET coordinator intervals/{interval}: size and count of all, or by interval,
// or by interval and datasource.
func (s *Server) getIntervalsWithin(c *gin.Context) error {
	r, ok := pathInterval(c.Param("interval"))
	if !ok {
		return emptyError(http.StatusBadRequest)
	}
	segments, err := s.cfg.Metadata.Segments(c.Request.Context(), "")
	if err != nil {
		return err
	}
	segments = slices.DeleteFunc(segments, func(g store.Segment) bool { return !r.Covers(g.Range()) })
	switch {
	case asked(c, "full"):
		return writeJSON(c, http.StatusOK, sizesByInterval(segments))
	case asked(c, "simple"):
		return writeJSON(c, http.StatusOK, intervalSizes(segments))
	}
	all := sizeAndCount{Count: len(segments)}
	for _, g := range segments {
		all.Size += g.SizeBytes
	}
	return writeJSON(c, http.StatusOK, all)
}

// getAllIntervals is GET coordinator intervals: interval, datasource, size and count.
func (s *Server) getAllIntervals(c *gin.Context) error {
	segments, err := s.cfg.Metadata.Segments(c.Request.Context(), "")
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, sizesByInterval(segments))
}

func sizesByInterval(segments []store.Segment) map[string]map[string]sizeAndCount {
	m := map[string]map[string]sizeAndCount{}
	for _, group := range byDataSource(segments) {
		for _, g := range group {
			iv := intervalOf(g)
			if m[iv] == nil {
				m[iv] = map[string]sizeAndCount{}
			}
			v := m[iv][g.DataSource]
			m[iv][g.DataSource] = sizeAndCount{v.Size + g.SizeBytes, v.Count + 1}
		}
	}
	return m
}

// getLoadStatus is GET coordinator loadstatus[?simple|full]: what is published is loaded.
func (s *Server) getLoadStatus(c *gin.Context) error {
	names, err := s.cfg.Metadata.DataSources(c.Request.Context(), false)
	if err != nil {
		return err
	}
	m := map[string]float64{}
	for _, n := range names {
		m[n] = 100
		if asked(c, "simple") || asked(c, "full") {
			m[n] = 0 // segments left to load
		}
	}
	if asked(c, "full") {
		return writeJSON(c, http.StatusOK, map[string]any{defaultTier: m})
	}
	return writeJSON(c, http.StatusOK, m)
}

// getDataSourceLoadStatus is GET coordinator datasources/{ds}/loadstatus; Druid wants to be told
// whether to read its metadata again.
func (s *Server) getDataSourceLoadStatus(c *gin.Context) error {
	if !asked(c, "forceMetadataRefresh") {
		return &wireError{status: http.StatusBadRequest, contentType: contentJSON, body: "Invalid request. forceMetadataRefresh must be specified"}
	}
	return s.used(func(c *gin.Context, _ []store.Segment) error {
		switch none := map[string]float64{c.Param("ds"): 0}; {
		case asked(c, "full"):
			return writeJSON(c, http.StatusOK, map[string]map[string]float64{defaultTier: none})
		case asked(c, "simple"):
			return writeJSON(c, http.StatusOK, none)
		}
		return writeJSON(c, http.StatusOK, map[string]float64{c.Param("ds"): 100})
	})(c)
}

// getServers is GET coordinator servers[?simple|full].
func (s *Server) getServers(c *gin.Context) error {
	entries, segments, err := s.serverEntries(c)
	if err != nil {
		return err
	}
	names, all := []string{}, []fullServer{}
	for _, e := range entries {
		names, all = append(names, e.Host), append(all, newFullServer(e, segments))
	}
	switch {
	case asked(c, "full"):
		return writeJSON(c, http.StatusOK, all)
	case asked(c, "simple"):
		return writeJSON(c, http.StatusOK, entries)
	}
	return writeJSON(c, http.StatusOK, names)
}

// serverEntries gives the servers, which all have all segments, and those.
func (s *Server) serverEntries(c *gin.Context) ([]serverEntry, []store.Segment, error) {
	servers, segments, err := s.serversAndSegments(c.Request.Context())
	if err != nil {
		return nil, nil, err
	}
	var size int64
	for _, g := range segments {
		size += g.SizeBytes
	}
	entries := []serverEntry{}
	for _, sv := range servers {
		entries = append(entries, serverEntry{Host: hostPort(sv.Host, sv.Port), Tier: defaultTier, Type: "historical", CurrSize: size, MaxSize: size})
	}
	return entries, segments, nil
}

// serverEntry is what the coordinator tells of a server.
type serverEntry struct {
	Host     string `json:"host"`
	Tier     string `json:"tier"`
	Type     string `json:"type"`
	Priority int    `json:"priority"`
	CurrSize int64  `json:"currSize"`
	MaxSize  int64  `json:"maxSize"`
}

func (s *Server) serversAndSegments(ctx context.Context) ([]store.ServerInfo, []store.Segment, error) {
	servers, err := s.cfg.Metadata.Servers(ctx)
	if err != nil {
		return nil, nil, err
	}
	segments, err := s.cfg.Metadata.Segments(ctx, "")
	return servers, segments, err
}

// getLoadQueue is GET coordinator loadqueue: nothing ever waits to be loaded.
func (s *Server) getLoadQueue(c *gin.Context) error {
	servers, err := s.cfg.Metadata.Servers(c.Request.Context())
	if err != nil {
		return err
	}
	m := map[string]any{}
	for _, sv := range servers {
		if asked(c, "simple") {
			m[hostPort(sv.Host, sv.Port)] = map[string]int{
				"segmentsToLoad": 0, "segmentsToDrop": 0, "segmentsToLoadSize": 0, "segmentsToDropSize": 0, "expectedLoadTimeMillis": 0,
			}
		} else {
			m[hostPort(sv.Host, sv.Port)] = map[string][]string{"segmentsToLoad": {}, "segmentsToDrop": {}}
		}
	}
	return writeJSON(c, http.StatusOK, m)
}
