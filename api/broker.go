package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

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

// brokerColumns gives the columns of the segments that overlap the asked-for interval, or the last
// week.
func (s *Server) brokerColumns(c *gin.Context) (dimensionsAndMetrics, error) {
	out := dimensionsAndMetrics{Dimensions: []string{}, Metrics: []string{}}
	now := s.cfg.Now()
	r := store.Range{Start: now.Add(-recentData).UnixMilli(), End: now.UnixMilli()}
	if text := c.Query("interval"); text != "" {
		var ok bool
		if r, ok = pathInterval(text); !ok {
			return out, emptyError(http.StatusBadRequest)
		}
	}
	segments, err := s.cfg.Metadata.Segments(c.Request.Context(), c.Param("ds"))
	if err != nil {
		return out, err
	}
	seen := map[string]bool{}
	for _, g := range segments {
		if !g.Range().Overlaps(r) {
			continue
		}
		for _, d := range g.Dimensions {
			if !seen[d] {
				seen[d] = true
				out.Dimensions = append(out.Dimensions, d)
			}
		}
	}
	return out, nil
}

// getBrokerDataSource is GET /druid/v2/datasources/{ds}[?interval=…].
func (s *Server) getBrokerDataSource(c *gin.Context) error {
	cols, err := s.brokerColumns(c)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, cols)
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
	segments, err := s.cfg.Metadata.Segments(c.Request.Context(), c.Param("ds"))
	if err != nil {
		return err
	}
	servers, err := s.cfg.Metadata.Servers(c.Request.Context())
	if err != nil {
		return err
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
		if g.Range().Overlaps(r) {
			list = append(list, map[string]any{
				"interval": intervalOf(g), "version": g.Version, "partitionNumber": g.PartitionNum, "size": g.SizeBytes, "locations": locations,
			})
		}
	}
	return writeJSON(c, http.StatusOK, list)
}
