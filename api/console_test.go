package api_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ogham/api"
	"ogham/internal/store"
)

const (
	coordinatorPath = "/druid/coordinator/v1/"
	overlordPath    = "/druid/indexer/v1/"
)

func TestConsoleEndpoints(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	const notFound = `{"error":"druidException","errorCode":"notFound","persona":"USER","category":"NOT_FOUND","errorMessage":`
	for _, c := range []struct {
		path   string
		status int
		want   string
	}{
		{coordinatorPath + "tiers/_default_tier", 200, `["w"]`},
		{coordinatorPath + "tiers/nosuch", 200, `[]`},
		{coordinatorPath + "tiers?simple", 200, `{"_default_tier":{"currSize":15,"maxSize":15}}`},
		{coordinatorPath + "datasources/nosuch/tiers", 200, `[]`},
		{coordinatorPath + "intervals/1970_1971", 200, `{"size":15,"count":2}`},
		{coordinatorPath + "intervals/1970-01-01_1970-01-02?simple", 200, `{"1970-01-01T00:00:00.000Z/1970-01-02T00:00:00.000Z":{"size":10,"count":1}}`},
		{coordinatorPath + "intervals/1970-01-01_1970-01-02?full", 200, `{"1970-01-01T00:00:00.000Z/1970-01-02T00:00:00.000Z":{"w":{"size":10,"count":1}}}`},
		{coordinatorPath + "servers/nosuch", 404, ``},
		{coordinatorPath + "servers/:0?simple", 200, `{"host":":0","tier":"_default_tier","type":"historical","priority":0,"currSize":15,"maxSize":15}`},
		{coordinatorPath + "servers/:0/segments", 200, `["w_1","w_2"]`},
		{coordinatorPath + "servers/:0/segments/nosuch", 404, ``},
		{coordinatorPath + "datasources/nosuch/intervals/1970_1971/serverview", 200, `[]`},
		{coordinatorPath + "datasources/w/intervals/nonsense/serverview", 400, ``},
		{coordinatorPath + "datasources/w/handoffComplete?interval=1970-01-01/1970-01-02&partitionNumber=0&version=u", 200, `true`},
		{coordinatorPath + "datasources/w/handoffComplete?interval=1970-01-01/1970-01-02&partitionNumber=0&version=x", 200, `false`},
		{coordinatorPath + "datasources/w/loadstatus?forceMetadataRefresh=true&full", 200, `{"_default_tier":{"w":0}}`},
		{coordinatorPath + "metadata/datasources/nosuch/unusedSegments", 200, `[]`},
		{coordinatorPath + "metadata/datasources/w/unusedSegments?interval=2000_2001", 200, `[]`},
		{coordinatorPath + "metadata/datasources/w/unusedSegments?limit=x", 404, ``},
		{coordinatorPath + "config/compaction/w", 404, notFound + `"Datasource compaction config does not exist","context":{}}`},
		{coordinatorPath + "compaction/status?dataSource=w", 404, notFound + `"Unknown DataSource","context":{}}`},
		{coordinatorPath + "lookups/config?discover=true", 200, `["__default"]`},
		{coordinatorPath + "lookups/nodeStatus", 404, `{"error":"No lookups configured."}`},
		{coordinatorPath + "lookups/nodeStatus?discover=true", 200, `{"__default":{":0":{"current":{},"toLoad":{},"toDrop":[]}}}`},
		{coordinatorPath + "lookups/nodeStatus/__default", 200, `{":0":{"current":{},"toLoad":{},"toDrop":[]}}`},
		{coordinatorPath + "lookups/nodeStatus/nosuch", 200, `{}`},
		{coordinatorPath + "lookups/nodeStatus/__default/nosuch", 404, `{"error":"Node [nosuch] status is unknown."}`},
		{overlordPath + "supervisor/x/history", 404, `{"error":"No history for [x]."}`},
		{overlordPath + "compaction/status/datasources", 200, `{"latestStatus":[]}`},
		{"/druid/router/v1/brokers", 200, `{"druid/broker":[":0"]}`},
		{"/druid/v2/datasources/w?full&interval=1970_1971", 200, `{"1970-01-01T00:00:00.000Z/1970-01-02T00:00:00.000Z":{"dimensions":["a","b"],"metrics":[]},` +
			`"1970-01-03T00:00:00.000Z/1970-01-04T00:00:00.000Z":{"dimensions":["a","c"],"metrics":[]}}`},
	} {
		rec := call(t, s, http.MethodGet, c.path, "")
		require.Equal(t, c.status, rec.Code, c.path)
		require.Equal(t, c.want, rec.Body.String(), c.path)
	}
}

func TestSegmentsWithMoreAboutThem(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	for path, want := range map[string]string{
		"metadata/datasources/w/unusedSegments":                    `"createdDate":"1970-01-01T00:00:00.001Z","usedStatusLastUpdatedDate":"1970-01-01T00:00:00.002Z","used":false`,
		"metadata/segments?includeOvershadowedStatus":              `{"overshadowed":false,"replicationFactor":1,"numRows":0,"realtime":false,"dataSource":"w"`,
		"datasources/w/intervals/1970-01-01_1970-01-02/serverview": `"servers":[{"name":":0","host":":0","hostAndTlsPort":null,"maxSize":0,"type":"historical","tier":"_default_tier","priority":0}]`,
		"servers?full":           `"segments":{"w_1":{"dataSource":"w"`,
		"metadata/datasources/w": `"properties":{"created":"`,
	} {
		rec := call(t, s, http.MethodGet, coordinatorPath+path, "")
		require.Equal(t, http.StatusOK, rec.Code, path)
		require.Contains(t, rec.Body.String(), want, path)
	}
}

func TestClusterNamesServicesByRole(t *testing.T) {
	t.Parallel()
	s := api.New(api.Config{Metadata: roles{}, Now: time.Now})
	rec := call(t, s, http.MethodGet, coordinatorPath+"cluster", "")
	require.JSONEq(t, `{"broker":[{"host":"h","service":"druid/broker","plaintextPort":1}],"coordinator":[{"host":"h","service":"druid/coordinator","plaintextPort":1}],
		"historical":[{"host":"h","service":"druid/historical","plaintextPort":1}],"indexer":[{"host":"i","service":"druid/indexer","plaintextPort":2}],
		"overlord":[{"host":"h","service":"druid/overlord","plaintextPort":1}],"router":[{"host":"h","service":"druid/router","plaintextPort":1}]}`, rec.Body.String())
}

// roles are two processes of one role each.
type roles struct{ api.Metadata }

func (roles) Servers(context.Context) ([]store.ServerInfo, error) {
	return []store.ServerInfo{{Host: "h", Port: 1, Roles: []string{"api"}}, {Host: "i", Port: 2, Roles: []string{"worker"}}}, nil
}

func TestRequestsOfConsoles(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, 1)
	id := "w_1970-01-01T00:00:00.000Z_1970-01-02T00:00:00.000Z_v"
	const picked = "Invalid request payload. Specify either 'interval' or 'segmentIds', but not both. Optionally, include 'versions' only when 'interval' is provided."
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"DELETE", overlordPath + "datasources/w", ``, 200, `{"numChangedSegments":1,"segmentStateChanged":true}`},
		{"DELETE", overlordPath + "datasources/w/segments/" + id, ``, 200, `{"numChangedSegments":1,"segmentStateChanged":true}`},
		{"DELETE", overlordPath + "datasources/w/segments/x", ``, 400, `Could not parse Segment ID[x] for DataSource[w]`},
		{"POST", overlordPath + "datasources/w/markUnused", `{"interval":"1970/1971"}`, 200, `{"numChangedSegments":1,"segmentStateChanged":true}`},
		{"POST", overlordPath + "datasources/w/markUnused", `{"interval":"1970/1971","versions":["nosuch"]}`, 200, `{"numChangedSegments":0,"segmentStateChanged":false}`},
		{"POST", overlordPath + "datasources/w/markUnused", `{"interval":"1970/1971","versions":["v"]}`, 200, `{"numChangedSegments":2,"segmentStateChanged":true}`},
		{"POST", overlordPath + "datasources/w/markUnused", `{"segmentIds":["x"],"versions":["v"]}`, 400, picked},
		{"POST", overlordPath + "datasources/w/markUnused", `{}`, 400, picked},
		{"POST", overlordPath + "activeLocks", `[]`, 400, `No filter provided`},
		{"POST", overlordPath + "activeLocks", `[{"datasource":"w"}]`, 200, `{"datasourceToLocks":{}}`},
		{"POST", overlordPath + "lockedIntervals/v2", `[{"datasource":"w"}]`, 200, `{}`},
		{"POST", overlordPath + "supervisor/suspendAll", ``, 200, `{"status":"success"}`},
		{"POST", overlordPath + "supervisor/x/reset", ``, 404, `Cannot find any supervisor with id: [x]`},
		{"POST", overlordPath + "supervisor", `{}`, 400, `{"error":"Could not resolve subtype of [simple type, class org.apache.druid.indexing.overlord.supervisor.SupervisorSpec]: missing type id property 'type'"}`},
		{"POST", "/druid/v2/candidates", `{"queryType":"scan","dataSource":"w","intervals":{"type":"intervals","intervals":["1980/1990"]}}`, 200, `[]`},
	} {
		rec := call(t, s, c.method, c.path, c.body)
		require.Equal(t, c.status, rec.Code, c.path+" "+c.body+" "+rec.Body.String())
		require.Equal(t, c.want, rec.Body.String(), c.path+" "+c.body)
	}
}
