package input

import (
	"context"
	"encoding/json"
	"io"

	"ogham/jobs/objectstore"
)

const schemeGoogle = "gs"

func parseGoogle(spec json.RawMessage, cfg Config) (Source, error) {
	store, err := googleStore(cfg)
	if err != nil {
		return nil, err
	}
	return newObjectSource("google", schemeGoogle, spec, cfg, struct{}{}, store)
}

func googleStore(cfg Config) (objectstore.Writer, error) {
	o := cfg.Google
	if cfg.Client != nil {
		o.Transport = cfg.Client.Transport
	}
	return objectstore.NewGoogle(o)
}

func openGoogle(ctx context.Context, s Slice, cfg Config) (io.ReadCloser, error) {
	store, err := googleStore(cfg)
	if err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	return openObject(ctx, s, schemeGoogle, cfg, store)
}
