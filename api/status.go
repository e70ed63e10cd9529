package api

import (
	"net"
	"net/http"
	"runtime"
	"strconv"

	"github.com/gin-gonic/gin"
)

func hostPort(host string, port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }

// getStatus is GET /status.
func (s *Server) getStatus(c *gin.Context) error {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return writeJSON(c, http.StatusOK, serverStatus{Version: druidVersion, Modules: []module{{"ogham", "ogham", s.cfg.Version}}, Memory: memoryUse{
		Max: m.Sys, Total: m.HeapSys, Free: m.HeapSys - m.HeapInuse, Used: m.HeapInuse,
	}})
}

// druidVersion is the version of Druid whose answers ours are like: clients choose by it what to ask.
const druidVersion = "33.0.0"

// serverStatus is the answer of /status. The version is Druid's, our own is that of the one module.
type serverStatus struct {
	Version string    `json:"version"`
	Modules []module  `json:"modules"`
	Memory  memoryUse `json:"memory"`
}

type module struct {
	Name     string `json:"name"`
	Artifact string `json:"artifact"`
	Version  string `json:"version"`
}

type memoryUse struct {
	Max    uint64 `json:"maxMemory"`
	Total  uint64 `json:"totalMemory"`
	Free   uint64 `json:"freeMemory"`
	Used   uint64 `json:"usedMemory"`
	Direct uint64 `json:"directMemory"`
}

// constant makes a handler that answers with a document that never changes.
func constant(v any) handler {
	return func(c *gin.Context) error { return writeJSON(c, http.StatusOK, v) }
}

// nothing is a handler that answers that all is well, and no more.
func nothing(c *gin.Context) error { return writeEmpty(c, http.StatusOK) }

// getProperties is GET /status/properties.
func (s *Server) getProperties(c *gin.Context) error {
	props := s.cfg.Properties
	if props == nil {
		props = map[string]string{}
	}
	return writeJSON(c, http.StatusOK, props)
}

// getLeader is GET coordinator and indexer leader: this process, as any would do.
func (s *Server) getLeader(c *gin.Context) error {
	c.Data(http.StatusOK, contentJSON, []byte("http://"+s.cfg.Host))
	return nil
}

// getRules is GET coordinator rules/{ds}: everything is kept for ever.
func (s *Server) getRules(c *gin.Context) error {
	ds := c.Param("ds")
	if ds != "_default" && !asked(c, "full") {
		return writeJSON(c, http.StatusOK, []any{})
	}
	return writeJSON(c, http.StatusOK, []any{keepForever})
}

var keepForever = map[string]any{"tieredReplicants": map[string]int{defaultTier: 2}, "useDefaultTierForNull": true, "type": "loadForever"}

// coordinatorConfig is what consoles show as the coordinator's dynamic configuration.
var coordinatorConfig = map[string]any{
	"millisToWaitBeforeDeleting": 900000, "maxSegmentsToMove": 100, "replicantLifetime": 15, "replicationThrottleLimit": 500,
	"balancerComputeThreads": 1, "killDataSourceWhitelist": []string{}, "killTaskSlotRatio": 0.1, "maxKillTaskSlots": 2147483647,
	"killPendingSegmentsSkipList": []string{}, "maxSegmentsInNodeLoadingQueue": 500, "decommissioningNodes": []string{}, "pauseCoordination": false,
	"replicateAfterLoadTimeout": false, "useRoundRobinSegmentAssignment": true, "smartSegmentLoading": true, "debugDimensions": nil,
	"turboLoadingNodes": []string{},
}

// unknownSupervisor answers for any supervisor: there are none.
func unknownSupervisor(c *gin.Context) error {
	return textError(http.StatusNotFound, "Cannot find any supervisor with id: ["+c.Param("id")+"]")
}
