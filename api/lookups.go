package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"ogham/internal/store"
)

// lookupSpec is the definition of a lookup as the coordinator takes and shows it.
type lookupSpec struct {
	Version string          `json:"version"`
	Factory json.RawMessage `json:"lookupExtractorFactory"`
}

type lookupFactory struct {
	Type string             `json:"type"`
	Map  map[string]*string `json:"map"`
}

// lookupsByTier gives all lookups as tier → name → definition.
func (s *Server) lookupsByTier(c *gin.Context) (map[string]map[string]json.RawMessage, error) {
	list, err := s.cfg.Lookups.Lookups(c.Request.Context())
	if err != nil {
		return nil, err
	}
	out := map[string]map[string]json.RawMessage{}
	for _, l := range list {
		if out[l.Tier] == nil {
			out[l.Tier] = map[string]json.RawMessage{}
		}
		out[l.Tier][l.Name] = l.Spec
	}
	return out, nil
}

// getLookupTiers is GET lookups/config: the tiers; 404 while there are no lookups.
func (s *Server) getLookupTiers(c *gin.Context) error {
	tiers, err := s.lookupsByTier(c)
	if err != nil {
		return err
	}
	if c.Query("discover") == "true" {
		return writeJSON(c, http.StatusOK, withDefaultTier(sortedKeys(tiers)))
	}
	if len(tiers) == 0 {
		return writeEmpty(c, http.StatusNotFound)
	}
	return writeJSON(c, http.StatusOK, sortedKeys(tiers))
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// getLookup is GET lookups/config/all, …/{tier} and …/{tier}/{id}.
func (s *Server) getLookup(c *gin.Context) error {
	tiers, err := s.lookupsByTier(c)
	if err != nil {
		return err
	}
	tier, id := c.Param("tier"), c.Param("id")
	switch {
	case tier == "all" && id == "" && len(tiers) > 0:
		return writeJSON(c, http.StatusOK, tiers)
	case tier == "all" && id == "":
		return writeEmpty(c, http.StatusNotFound)
	case tiers[tier] == nil:
		return objectError(http.StatusNotFound, "Tier ["+tier+"] not found")
	case id != "" && tiers[tier][id] == nil:
		return objectError(http.StatusNotFound, "lookup ["+id+"] not found")
	case id != "":
		return writeJSON(c, http.StatusOK, tiers[tier][id])
	case asked(c, "detailed"):
		return writeJSON(c, http.StatusOK, tiers[tier])
	}
	return writeJSON(c, http.StatusOK, sortedKeys(tiers[tier]))
}

// postLookups is POST lookups/config: definitions by tier and name; none at all initialises.
func (s *Server) postLookups(c *gin.Context) error {
	body, err := readJSONBody(c)
	if err != nil {
		return err
	}
	var tiers map[string]map[string]json.RawMessage
	if err := json.Unmarshal(body, &tiers); err != nil || tiers == nil {
		return objectError(http.StatusBadRequest, "Expected lookups by tier and name")
	}
	for tier, lookups := range tiers {
		if lookups == nil {
			return objectError(http.StatusBadRequest, "Expected the lookups of tier ["+tier+"] by name")
		}
	}
	for tier, lookups := range tiers {
		for name, spec := range lookups {
			if err := s.saveLookup(c, tier, name, spec); err != nil {
				return err
			}
		}
	}
	return writeJSON(c, http.StatusAccepted, tiers)
}

// postLookup is POST lookups/config/{tier}/{id}.
func (s *Server) postLookup(c *gin.Context) error {
	body, err := readJSONBody(c)
	if err != nil {
		return err
	}
	if err := s.saveLookup(c, c.Param("tier"), c.Param("id"), body); err != nil {
		return err
	}
	return writeEmpty(c, http.StatusAccepted)
}

func (s *Server) saveLookup(c *gin.Context, tier, name string, text json.RawMessage) error {
	var spec lookupSpec
	var factory lookupFactory
	if json.Unmarshal(text, &spec) != nil || len(spec.Factory) == 0 || json.Unmarshal(spec.Factory, &factory) != nil {
		return objectError(http.StatusBadRequest, "Expected a lookup with version and lookupExtractorFactory")
	}
	if factory.Type != "map" {
		return objectError(http.StatusBadRequest, "Lookups of type ["+factory.Type+"] are not supported, only [map]")
	}
	if spec.Version == "" {
		spec.Version = "v0"
	}
	return s.cfg.Lookups.SaveLookup(c.Request.Context(), store.Lookup{Tier: tier, Name: name, Version: spec.Version, Spec: text}, factory.Map)
}

// deleteLookup is DELETE lookups/config/{tier}/{id}.
func (s *Server) deleteLookup(c *gin.Context) error {
	err := s.cfg.Lookups.DeleteLookup(c.Request.Context(), c.Param("tier"), c.Param("id"))
	if errors.Is(err, store.ErrNotFound) {
		return writeEmpty(c, http.StatusNotFound)
	}
	if err != nil {
		return err
	}
	return writeEmpty(c, http.StatusAccepted)
}

type lookupState struct {
	Loaded       bool     `json:"loaded"`
	PendingNodes []string `json:"pendingNodes"`
}

// getLookupStatus is GET lookups/status[/{tier}[/{id}]]: a lookup is there as soon as it is defined.
func (s *Server) getLookupStatus(c *gin.Context) error {
	tiers, err := s.lookupsByTier(c)
	if err != nil {
		return err
	}
	states := map[string]map[string]lookupState{}
	for tier, lookups := range tiers {
		states[tier] = map[string]lookupState{}
		for name := range lookups {
			states[tier][name] = lookupState{Loaded: true, PendingNodes: []string{}}
		}
	}
	tier, id := c.Param("tier"), c.Param("id")
	switch {
	case len(states) == 0:
		return objectError(http.StatusNotFound, "No lookups found")
	case tier == "":
		return writeJSON(c, http.StatusOK, states)
	case states[tier] == nil:
		return objectError(http.StatusNotFound, "Tier ["+tier+"] not found")
	case id == "":
		return writeJSON(c, http.StatusOK, states[tier])
	}
	state, ok := states[tier][id]
	if !ok {
		return objectError(http.StatusNotFound, "lookup ["+id+"] not found")
	}
	return writeJSON(c, http.StatusOK, state)
}
