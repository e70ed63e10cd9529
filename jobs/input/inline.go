package input

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// inline is the source whose data stands in the statement itself.
type inline struct {
	Data *string `json:"data"`
	spec json.RawMessage
}

func parseInline(spec json.RawMessage, _ Config) (Source, error) {
	s := inline{spec: spec}
	if err := json.Unmarshal(spec, &s); err != nil {
		return nil, fmt.Errorf("read inline input source: %w", err)
	}
	if s.Data == nil || *s.Data == "" {
		return nil, errors.New("data is required")
	}
	return s, nil
}

// Slices gives the one slice there is.
func (s inline) Slices(context.Context) ([]Slice, error) {
	return []Slice{{Source: "inline", Spec: s.spec, Size: int64(len(*s.Data))}}, nil
}

func openInline(_ context.Context, slice Slice, _ Config) (io.ReadCloser, error) {
	var s inline
	if err := json.Unmarshal(slice.Spec, &s); err != nil {
		return nil, fmt.Errorf("read inline input source: %w", err)
	}
	return io.NopCloser(strings.NewReader(*s.Data)), nil
}
