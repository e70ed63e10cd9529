package api

import (
	"net/http"

	"ogham/api/openapi"
)

// selfDiscovered is the answer of /status/selfDiscovered/status.
type selfDiscovered struct {
	SelfDiscovered bool `json:"selfDiscovered"`
}

func (s *Server) statusRoutes() []route {
	return []route{
		{get, "/status", s.getStatus, ofStatus.op("Tell the version and the use of memory", ok[serverStatus]("The version."))},
		{get, "/status/health", constant(true), ofStatus.op("Tell whether the process is alive", ok[bool]("It is."))},
		{get, "/status/properties", s.getProperties, ofStatus.op("Show the configuration", ok[map[string]string]("The settings that may be shown."))},
		{get, "/status/selfDiscovered", nothing, ofStatus.op("Tell whether the process is announced", noBody(http.StatusOK, "It is."))},
		{get, "/status/selfDiscovered/status", constant(selfDiscovered{true}), ofStatus.op("Tell whether the process is announced, as JSON", ok[selfDiscovered]("It is."))},
		{get, "/proxy/enabled", constant(enabled{true}), ofStatus.op("Tell whether Coordinator and Overlord are reached below /proxy", ok[enabled]("They are."))},
		{get, openAPIPath, s.getOpenAPI, ofStatus.op("Describe this API", inJSON(http.StatusOK, "This document.", openapi.Of[map[string]any]()))},
	}
}
