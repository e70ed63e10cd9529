package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"ogham/internal/druidtime"
	"ogham/internal/store"
)

// dimensionsAndMetrics is what the broker says about a datasource.
type dimensionsAndMetrics struct {
	Dimensions []string `json:"dimensions"`
	Metrics    []string `json:"metrics"`
}

// recentData is how far back the broker looks where no interval is given.
const recentData = 7 * 24 * time.Hour

// getBrokerDataSources is GET /druid/v2/datasources.
func (s *Server) getBrokerDataSources(c *gin.Context) error { return s.dataSourceNames(c, false) }

// recentSegments gives the segments of the datasource that overlap the asked-for interval, or the last
// week.
func (s *Server) recentSegments(c *gin.Context) ([]store.Segment, error) {
	now := s.cfg.Now()
	r := store.Range{Start: now.Add(-recentData).UnixMilli(), End: now.UnixMilli()}
	if text := c.Query("interval"); text != "" {
		var ok bool
		if r, ok = pathInterval(text); !ok {
			return nil, emptyError(http.StatusBadRequest)
		}
	}
	segments, err := s.cfg.Metadata.Segments(c.Request.Context(), c.Param("ds"))
	return slices.DeleteFunc(segments, func(g store.Segment) bool { return !g.Range().Overlaps(r) }), err
}

// columnsOf gives the columns of segments, each once.
func columnsOf(segments []store.Segment) dimensionsAndMetrics {
	out := dimensionsAndMetrics{Dimensions: []string{}, Metrics: []string{}}
	seen := map[string]bool{}
	for _, g := range segments {
		for _, d := range g.Dimensions {
			if !seen[d] {
				seen[d] = true
				out.Dimensions = append(out.Dimensions, d)
			}
		}
	}
	return out
}

// brokerColumns gives the columns of the segments that overlap the asked-for interval.
func (s *Server) brokerColumns(c *gin.Context) (dimensionsAndMetrics, error) {
	segments, err := s.recentSegments(c)
	return columnsOf(segments), err
}

// getBrokerDataSource is GET /druid/v2/datasources/{ds}[?interval=…][&full]: with full, columns are
// told of every run of segments without a gap.
func (s *Server) getBrokerDataSource(c *gin.Context) error {
	segments, err := s.recentSegments(c)
	if err != nil {
		return err
	}
	if _, full := c.GetQuery("full"); !full {
		return writeJSON(c, http.StatusOK, columnsOf(segments))
	}
	out := map[string]dimensionsAndMetrics{}
	for len(segments) > 0 { // they come in order of time
		span, n := segments[0].Range(), 1
		for n < len(segments) && segments[n].Range().Start <= span.End {
			span.End = max(span.End, segments[n].Range().End)
			n++
		}
		interval := druidtime.Interval{StartMs: span.Start, EndMs: span.End}
		out[interval.String()] = columnsOf(segments[:n])
		segments = segments[n:]
	}
	return writeJSON(c, http.StatusOK, out)
}

// getDimensions is GET /druid/v2/datasources/{ds}/dimensions.
func (s *Server) getDimensions(c *gin.Context) error {
	cols, err := s.brokerColumns(c)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, cols.Dimensions)
}

// getMetrics is GET /druid/v2/datasources/{ds}/metrics: SQL-based ingestion makes dimensions only.
func (s *Server) getMetrics(c *gin.Context) error {
	cols, err := s.brokerColumns(c)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, cols.Metrics)
}

// getCandidates is GET /druid/v2/datasources/{ds}/candidates?intervals=…: where segments are.
func (s *Server) getCandidates(c *gin.Context) error {
	r, ok := pathInterval(c.Query("intervals"))
	if !ok {
		return emptyError(http.StatusBadRequest)
	}
	list, err := s.candidates(c.Request.Context(), c.Param("ds"), []store.Range{r})
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, list)
}

// postCandidates is POST /druid/v2/candidates: where the segments are that a native query reads.
func (s *Server) postCandidates(c *gin.Context) error {
	request, err := readNative(c)
	if err != nil {
		return err
	}
	tables, intervals, err := request.Reads(s.cfg.Queries.Catalog())
	if err != nil {
		return err
	}
	ranges := make([]store.Range, len(intervals))
	for i, iv := range intervals {
		ranges[i] = store.Range{Start: iv.StartMs, End: iv.EndMs}
	}
	list := []any{}
	for _, name := range tables {
		found, err := s.candidates(c.Request.Context(), name, ranges)
		if err != nil {
			return err
		}
		list = append(list, found...)
	}
	if _, pretty := c.GetQuery("pretty"); !pretty {
		return writeJSON(c, http.StatusOK, list)
	}
	text, err := marshalPlain(list)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, contentJSON, prettyJSON(text))
	return nil
}

// candidates gives the segments of a datasource that overlap one of the ranges.
func (s *Server) candidates(ctx context.Context, dataSource string, ranges []store.Range) ([]any, error) {
	segments, err := s.cfg.Metadata.Segments(ctx, dataSource)
	if err != nil {
		return nil, err
	}
	servers, err := s.cfg.Metadata.Servers(ctx)
	if err != nil {
		return nil, err
	}
	locations := []any{}
	for _, sv := range servers {
		host := hostPort(sv.Host, sv.Port)
		locations = append(locations, map[string]any{
			"name": host, "host": host, "hostAndTlsPort": nil, "maxSize": 0, "type": "historical", "tier": defaultTier, "priority": 0,
		})
	}
	list := []any{}
	for _, g := range segments {
		if slices.ContainsFunc(ranges, g.Range().Overlaps) {
			list = append(list, map[string]any{
				"interval": intervalOf(g), "version": g.Version, "partitionNumber": g.PartitionNum, "size": g.SizeBytes, "locations": locations,
			})
		}
	}
	return list, nil
}
