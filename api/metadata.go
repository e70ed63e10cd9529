package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"ogham/internal/store"
)

// getMetadataDataSources is GET coordinator metadata/datasources.
func (s *Server) getMetadataDataSources(c *gin.Context) error {
	if asked(c, "full") {
		segments, err := s.cfg.Metadata.Segments(c.Request.Context(), "")
		if err != nil {
			return err
		}
		list := []fullDataSource{}
		for _, group := range byDataSource(segments) {
			list = append(list, s.storedDataSource(group[0].DataSource, group))
		}
		return writeJSON(c, http.StatusOK, list)
	}
	return s.dataSourceNames(c, asked(c, "includeUnused") || asked(c, "includeDisabled"))
}

// known makes a handler that gets the used segments of a datasource; without any it answers 404, as
// the metadata endpoints do.
func (s *Server) known(h func(c *gin.Context, segments []store.Segment) error) handler {
	return func(c *gin.Context) error {
		segments, err := s.cfg.Metadata.Segments(c.Request.Context(), c.Param("ds"))
		if err != nil {
			return err
		}
		if len(segments) == 0 {
			return writeEmpty(c, http.StatusNotFound)
		}
		return h(c, segments)
	}
}

// getMetadataDataSource is GET coordinator metadata/datasources/{ds}.
func (s *Server) getMetadataDataSource(c *gin.Context, segments []store.Segment) error {
	return writeJSON(c, http.StatusOK, s.storedDataSource(c.Param("ds"), segments))
}

// postMetadataSegments is POST coordinator metadata/datasources/{ds}/segments: those that overlap
// the intervals of the body.
func (s *Server) postMetadataSegments(c *gin.Context, segments []store.Segment) error {
	body, err := readJSONBody(c)
	if err != nil {
		return err
	}
	var texts []string
	if err := json.Unmarshal(body, &texts); err != nil {
		return objectError(http.StatusBadRequest, "Expected a list of intervals")
	}
	var ranges []store.Range
	for _, text := range texts {
		r, ok := pathInterval(text)
		if !ok {
			return objectError(http.StatusBadRequest, "Invalid interval ["+text+"]")
		}
		ranges = append(ranges, r)
	}
	within := slices.DeleteFunc(slices.Clone(segments), func(g store.Segment) bool {
		return !slices.ContainsFunc(ranges, g.Range().Overlaps)
	})
	return writeJSON(c, http.StatusOK, segmentList(within, asked(c, "full")))
}

// getMetadataSegment is GET coordinator metadata/datasources/{ds}/segments/{id}.
func (s *Server) getMetadataSegment(c *gin.Context, segments []store.Segment) error {
	for _, g := range segments {
		if g.ID == c.Param("id") {
			return writeJSON(c, http.StatusOK, newDataSegment(g))
		}
	}
	return writeEmpty(c, http.StatusNotFound)
}

// getMetadataSegments is GET coordinator metadata/segments[?datasources=…].
func (s *Server) getMetadataSegments(c *gin.Context) error {
	segments, err := s.cfg.Metadata.Segments(c.Request.Context(), "")
	if err != nil {
		return err
	}
	if wanted := c.QueryArray("datasources"); len(wanted) > 0 {
		segments = slices.DeleteFunc(segments, func(g store.Segment) bool { return !slices.Contains(wanted, g.DataSource) })
	}
	if asked(c, "includeOvershadowedStatus") {
		list := make([]statusSegment, len(segments))
		for i, g := range segments {
			list[i] = statusSegment{ReplicationFactor: 1, NumRows: g.NumRows, dataSegment: newDataSegment(g)}
		}
		return writeJSON(c, http.StatusOK, list)
	}
	return writeJSON(c, http.StatusOK, segmentList(segments, true))
}

// statusSegment is a segment with what may be said of it among others: here none hides another.
type statusSegment struct {
	Overshadowed      bool  `json:"overshadowed"`
	ReplicationFactor int   `json:"replicationFactor"`
	NumRows           int64 `json:"numRows"`
	Realtime          bool  `json:"realtime"`
	dataSegment
}

// changed is the answer to marking segments.
type changed struct {
	NumChangedSegments int `json:"numChangedSegments"`
}

// deleteDataSource is DELETE coordinator datasources/{ds}: all its segments become unused.
func (s *Server) deleteDataSource(c *gin.Context) error {
	n, _, err := s.cfg.Metadata.MarkUnused(c.Request.Context(), c.Param("ds"), nil, nil)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, changed{n})
}

// postDataSource is POST coordinator datasources/{ds}: all its segments become used again.
func (s *Server) postDataSource(c *gin.Context) error {
	n, _, err := s.cfg.Metadata.MarkUsed(c.Request.Context(), c.Param("ds"), nil, nil)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, changed{n})
}

// postMarkUnused and postMarkUsed are POST coordinator datasources/{ds}/markUnused and …/markUsed.
func (s *Server) postMarkUnused(c *gin.Context) error { return s.mark(c, s.cfg.Metadata.MarkUnused) }
func (s *Server) postMarkUsed(c *gin.Context) error   { return s.mark(c, s.cfg.Metadata.MarkUsed) }

// marker changes segments of a datasource: Metadata's MarkUsed or MarkUnused.
type marker func(ctx context.Context, dataSource string, interval *store.Range, ids []string) (changed int, known bool, err error)

const badMark = "Invalid request payload, either interval or segmentIds array must be specified"

func (s *Server) mark(c *gin.Context, set marker) error {
	body, err := readJSONBody(c)
	if err != nil {
		return err
	}
	picked, ok := readPicked(body)
	if !ok || len(picked.versions) > 0 {
		return &wireError{status: http.StatusBadRequest, contentType: contentJSON, body: badMark}
	}
	n, known, err := set(c.Request.Context(), c.Param("ds"), picked.interval, picked.ids)
	if err != nil {
		return err
	}
	if !known {
		return writeEmpty(c, http.StatusNoContent)
	}
	return writeJSON(c, http.StatusOK, changed{n})
}

// picked says which segments of a datasource a request is about: those within an interval, of some
// versions or all, or those of the ids.
type picked struct {
	interval *store.Range
	versions []string
	ids      []string
}

// readPicked reads the body of a request to mark segments; ok is false unless it names either an
// interval or ids, and versions only with an interval.
func readPicked(body []byte) (p picked, ok bool) {
	var payload struct {
		Interval   *string  `json:"interval"`
		SegmentIDs []string `json:"segmentIds"`
		Versions   []string `json:"versions"`
	}
	if err := json.Unmarshal(body, &payload); err != nil || (payload.Interval == nil) == (len(payload.SegmentIDs) == 0) {
		return p, false
	}
	p.ids, p.versions = payload.SegmentIDs, payload.Versions
	if payload.Interval == nil {
		return p, len(p.versions) == 0
	}
	r, ok := pathInterval(*payload.Interval)
	p.interval = &r
	return p, ok
}

type stateChanged struct {
	SegmentStateChanged bool `json:"segmentStateChanged"`
}

// deleteSegment and postSegment mark one segment unused and used.
func (s *Server) deleteSegment(c *gin.Context) error { return s.markOne(c, s.cfg.Metadata.MarkUnused) }

func (s *Server) postSegment(c *gin.Context) error { return s.markOne(c, s.cfg.Metadata.MarkUsed) }

func (s *Server) markOne(c *gin.Context, set marker) error {
	n, _, err := set(c.Request.Context(), c.Param("ds"), nil, []string{c.Param("id")})
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, stateChanged{n > 0})
}

// deleteInterval is DELETE coordinator datasources/{ds}/intervals/{interval}: Druid starts a kill
// task for the unused segments in it.
func (s *Server) deleteInterval(c *gin.Context) error {
	if _, ok := pathInterval(c.Param("interval")); !ok {
		return emptyError(http.StatusBadRequest)
	}
	spec, err := json.Marshal(map[string]string{
		"type": "kill", "dataSource": c.Param("ds"), "interval": strings.Replace(c.Param("interval"), "_", "/", 1),
	})
	if err != nil {
		return err
	}
	if _, err := s.cfg.Tasks.PostTask(c.Request.Context(), spec); err != nil {
		return s.taskError(c, err)
	}
	return writeEmpty(c, http.StatusOK)
}
