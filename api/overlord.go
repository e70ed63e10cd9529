package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"ogham/internal/druidtime"
	"ogham/internal/store"
)

// Since Druid 31 the Overlord marks segments itself; its answers are not quite the Coordinator's.

// changedState is the Overlord's answer to marking segments.
type changedState struct {
	NumChangedSegments  int  `json:"numChangedSegments"`
	SegmentStateChanged bool `json:"segmentStateChanged"`
}

func writeChanged(c *gin.Context, n int) error {
	return writeJSON(c, http.StatusOK, changedState{n, n > 0})
}

// markUsed and markUnused are Metadata's, which need not be there before a request comes.
func (s *Server) markUsed(ctx context.Context, dataSource string, interval *store.Range, ids []string) (changed int, known bool, err error) {
	return s.cfg.Metadata.MarkUsed(ctx, dataSource, interval, ids)
}

func (s *Server) markUnused(ctx context.Context, dataSource string, interval *store.Range, ids []string) (changed int, known bool, err error) {
	return s.cfg.Metadata.MarkUnused(ctx, dataSource, interval, ids)
}

// markAll makes a handler that marks all segments of the datasource in the path.
func markAll(set marker) handler {
	return func(c *gin.Context) error {
		n, _, err := set(c.Request.Context(), c.Param("ds"), nil, nil)
		if err != nil {
			return err
		}
		return writeChanged(c, n)
	}
}

// markSegment makes a handler that marks the segment in the path.
func markSegment(set marker) handler {
	return func(c *gin.Context) error {
		ds, id := c.Param("ds"), c.Param("id")
		if !isSegmentID(ds, id) {
			return textError(http.StatusBadRequest, "Could not parse Segment ID["+id+"] for DataSource["+ds+"]")
		}
		n, _, err := set(c.Request.Context(), ds, nil, []string{id})
		if err != nil {
			return err
		}
		return writeChanged(c, n)
	}
}

// isSegmentID tells whether a text is the id of a segment of a datasource: datasource, start, end and
// version, maybe a number.
func isSegmentID(dataSource, id string) bool {
	rest, ok := strings.CutPrefix(id, dataSource+"_")
	parts := strings.Split(rest, "_")
	if !ok || len(parts) < 3 {
		return false
	}
	_, err := druidtime.ParseInterval(parts[0]+"/"+parts[1], nil)
	return err == nil
}

const badPicked = "Invalid request payload. Specify either 'interval' or 'segmentIds', but not both. Optionally, include 'versions' only when 'interval' is provided."

// markPicked makes a handler that marks the segments that the body picks. versions gives the ids of
// the segments of some versions, which Metadata does not pick.
func markPicked(set marker, versions func(ctx context.Context, dataSource string, p picked) ([]string, error)) handler {
	return func(c *gin.Context) error {
		body, err := readJSONBody(c)
		if err != nil {
			return err
		}
		p, ok := readPicked(body)
		if !ok {
			return &wireError{status: http.StatusBadRequest, contentType: contentJSON, body: badPicked}
		}
		if len(p.versions) > 0 {
			if p.ids, err = versions(c.Request.Context(), c.Param("ds"), p); err != nil {
				return err
			}
			if len(p.ids) == 0 {
				return writeChanged(c, 0)
			}
		}
		n, _, err := set(c.Request.Context(), c.Param("ds"), p.interval, p.ids)
		if err != nil {
			return err
		}
		return writeChanged(c, n)
	}
}

// usedVersions and unusedVersions give the ids of used and unused segments of some versions.
func (s *Server) usedVersions(ctx context.Context, dataSource string, p picked) ([]string, error) {
	segments, err := s.cfg.Metadata.Segments(ctx, dataSource)
	return p.ofVersions(segments), err
}

func (s *Server) unusedVersions(ctx context.Context, dataSource string, p picked) ([]string, error) {
	unused, err := s.cfg.Metadata.UnusedSegments(ctx, dataSource)
	segments := make([]store.Segment, len(unused))
	for i, g := range unused {
		segments[i] = g.Segment
	}
	return p.ofVersions(segments), err
}

func (p picked) ofVersions(segments []store.Segment) []string {
	var ids []string
	for _, g := range segments {
		if slices.Contains(p.versions, g.Version) {
			ids = append(ids, g.ID)
		}
	}
	return ids
}
