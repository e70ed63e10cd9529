package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// This file tells what is in lookups, and which servers have them.

// nodeLookups is what a server does about lookups: it has all that are defined, and nothing is under way.
type nodeLookups struct {
	Current map[string]json.RawMessage `json:"current"`
	ToLoad  map[string]json.RawMessage `json:"toLoad"`
	ToDrop  []string                   `json:"toDrop"`
}

// lookupTier is the tier of lookups that servers belong to.
const lookupTier = "__default"

func (s *Server) nodeLookups(c *gin.Context, tier string) (map[string]nodeLookups, error) {
	tiers, err := s.lookupsByTier(c)
	if err != nil || tier != lookupTier && tiers[tier] == nil {
		return map[string]nodeLookups{}, err
	}
	servers, err := s.cfg.Metadata.Servers(c.Request.Context())
	if err != nil {
		return nil, err
	}
	current := tiers[tier]
	if current == nil {
		current = map[string]json.RawMessage{}
	}
	nodes := map[string]nodeLookups{}
	for _, sv := range servers {
		nodes[hostPort(sv.Host, sv.Port)] = nodeLookups{current, map[string]json.RawMessage{}, []string{}}
	}
	return nodes, nil
}

// getNodeStatus is GET coordinator lookups/nodeStatus[?discover=true]: by tier and server; 404 while
// there are no lookups, unless tiers are to be discovered.
func (s *Server) getNodeStatus(c *gin.Context) error {
	tiers, err := s.lookupsByTier(c)
	if err != nil {
		return err
	}
	names := sortedKeys(tiers)
	if c.Query("discover") == "true" {
		names = withDefaultTier(names)
	}
	if len(names) == 0 {
		return objectError(http.StatusNotFound, "No lookups configured.")
	}
	all := map[string]map[string]nodeLookups{}
	for _, tier := range names {
		if all[tier], err = s.nodeLookups(c, tier); err != nil {
			return err
		}
	}
	return writeJSON(c, http.StatusOK, all)
}

// withDefaultTier adds the tier that servers belong to.
func withDefaultTier(tiers []string) []string {
	if !slices.Contains(tiers, lookupTier) {
		tiers = append(tiers, lookupTier)
		slices.Sort(tiers)
	}
	return tiers
}

// getTierNodeStatus is GET coordinator lookups/nodeStatus/{tier}.
func (s *Server) getTierNodeStatus(c *gin.Context) error {
	nodes, err := s.nodeLookups(c, c.Param("tier"))
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, nodes)
}

// getServerLookups is GET coordinator lookups/nodeStatus/{tier}/{server}.
func (s *Server) getServerLookups(c *gin.Context) error {
	nodes, err := s.nodeLookups(c, c.Param("tier"))
	if err != nil {
		return err
	}
	node, ok := nodes[c.Param("server")]
	if !ok {
		return objectError(http.StatusNotFound, "Node ["+c.Param("server")+"] status is unknown.")
	}
	return writeJSON(c, http.StatusOK, node)
}

// introspect makes a handler about the contents of the lookup in the path; an unknown one is 404.
func (s *Server) introspect(h func(c *gin.Context, version string, entries map[string]*string) error) handler {
	return func(c *gin.Context) error {
		list, err := s.cfg.Lookups.Lookups(c.Request.Context())
		if err != nil {
			return err
		}
		for _, l := range list {
			var spec lookupSpec
			var factory lookupFactory
			if l.Name == c.Param("id") && json.Unmarshal(l.Spec, &spec) == nil && json.Unmarshal(spec.Factory, &factory) == nil {
				return h(c, l.Version, factory.Map)
			}
		}
		return writeEmpty(c, http.StatusNotFound)
	}
}

// getLookupMap is GET /druid/v1/lookups/introspect/{id}; …/keys, …/values and …/version tell parts.
func getLookupMap(c *gin.Context, _ string, entries map[string]*string) error {
	return writeJSON(c, http.StatusOK, entries)
}

// getLookupKeys and getLookupValues answer with a Java collection's text, as Druid does.
func getLookupKeys(c *gin.Context, _ string, entries map[string]*string) error {
	return writeText(c, "["+strings.Join(sortedKeys(entries), ", ")+"]")
}

func getLookupValues(c *gin.Context, _ string, entries map[string]*string) error {
	values := make([]string, 0, len(entries))
	for _, key := range sortedKeys(entries) {
		if v := entries[key]; v != nil {
			values = append(values, *v)
		} else {
			values = append(values, "null")
		}
	}
	return writeText(c, "["+strings.Join(values, ", ")+"]")
}

func getLookupVersion(c *gin.Context, version string, _ map[string]*string) error {
	return writeJSON(c, http.StatusOK, map[string]string{"version": version})
}

// writeText answers with a text that Druid, too, calls JSON.
func writeText(c *gin.Context, text string) error {
	c.Data(http.StatusOK, contentJSON, []byte(text))
	return nil
}
