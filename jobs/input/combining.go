package input

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// combining is the source that joins the slices of others.
type combining struct{ delegates []Source }

func parseCombining(spec json.RawMessage, cfg Config) (Source, error) {
	var s struct {
		Delegates []json.RawMessage `json:"delegates"`
	}
	if err := json.Unmarshal(spec, &s); err != nil {
		return nil, fmt.Errorf("read combining input source: %w", err)
	}
	if len(s.Delegates) == 0 {
		return nil, errors.New("Must specify atleast one delegate inputSource") //nolint:staticcheck // Druid's words
	}
	out := combining{delegates: make([]Source, len(s.Delegates))}
	for i, d := range s.Delegates {
		var err error
		if out.delegates[i], err = Parse(d, cfg); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Slices gives the slices of all delegates in their order.
func (c combining) Slices(ctx context.Context) ([]Slice, error) {
	var all []Slice
	for _, d := range c.delegates {
		list, err := d.Slices(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}
