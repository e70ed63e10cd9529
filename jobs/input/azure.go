package input

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"ogham/jobs/objectstore"
)

const (
	schemeAzure        = "azure"
	schemeAzureStorage = "azureStorage"
)

// azureClient is the part of an azureStorage source that says how to reach the storage.
type azureClient struct {
	Properties *azureProperties `json:"properties,omitempty"`
}

type azureProperties struct {
	Token        string `json:"sharedAccessStorageToken,omitempty"`
	Key          string `json:"key,omitempty"`
	ClientID     string `json:"appRegistrationClientId,omitempty"`
	ClientSecret string `json:"appRegistrationClientSecret,omitempty"`
	TenantID     string `json:"tenantId,omitempty"`
}

// parseAzure reads a source of the account that the server is configured with: azure://container/path.
func parseAzure(spec json.RawMessage, cfg Config) (Source, error) {
	store, err := objectstore.NewAzure(cfg.azure())
	if err != nil {
		return nil, err
	}
	return newObjectSource("azure", schemeAzure, spec, cfg, struct{}{}, store)
}

func (c Config) azure() objectstore.AzureOptions {
	o := c.Azure
	if c.Client != nil {
		o.Transport = c.Client.Transport
	}
	return o
}

func openAzure(ctx context.Context, s Slice, cfg Config) (io.ReadCloser, error) {
	store, err := objectstore.NewAzure(cfg.azure())
	if err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	return openObject(ctx, s, schemeAzure, cfg, store)
}

// parseAzureStorage reads a source of any account: azureStorage://account/container/path.
func parseAzureStorage(spec json.RawMessage, cfg Config) (Source, error) {
	var c azureClient
	if err := json.Unmarshal(spec, &c); err != nil {
		return nil, fmt.Errorf("read azureStorage input source: %w", err)
	}
	return newObjectSource("azureStorage", schemeAzureStorage, spec, cfg, c, azureAccounts{c, cfg})
}

func openAzureStorage(ctx context.Context, s Slice, cfg Config) (io.ReadCloser, error) {
	var c azureClient
	if err := json.Unmarshal(s.Spec, &c); err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	return openObject(ctx, s, schemeAzureStorage, cfg, azureAccounts{c, cfg})
}

// azureAccounts makes accounts buckets, whose keys begin with the container.
type azureAccounts struct {
	client azureClient
	cfg    Config
}

var errNoContainer = errors.New("the path must begin with a container")

// open makes the client of an account. The credentials of the configuration are for its own account
// only, those of an application for any.
func (a azureAccounts) open(account, path string) (store objectstore.Reader, container, key string, err error) {
	container, key, _ = strings.Cut(path, "/")
	if container == "" {
		return nil, "", "", errNoContainer
	}
	o := a.cfg.azure()
	if o.Account != account {
		o.Account, o.Key, o.Token = account, "", ""
	}
	if p := a.client.Properties; p != nil {
		o.Key, o.Token, o.ClientID, o.ClientSecret, o.TenantID = p.Key, p.Token, p.ClientID, p.ClientSecret, p.TenantID
	}
	store, err = objectstore.NewAzure(o)
	return store, container, key, err
}

// List lists the blobs of a container.
func (a azureAccounts) List(ctx context.Context, account, prefix string, found func(objectstore.Object) error) error {
	store, container, rest, err := a.open(account, prefix)
	if err != nil {
		return err
	}
	return store.List(ctx, container, rest, func(o objectstore.Object) error {
		o.Key = container + "/" + o.Key
		return found(o)
	})
}

// Size gives the size of a blob.
func (a azureAccounts) Size(ctx context.Context, account, path string) (int64, error) {
	store, container, key, err := a.open(account, path)
	if err != nil {
		return 0, err
	}
	return store.Size(ctx, container, key)
}

// Read reads a blob.
func (a azureAccounts) Read(ctx context.Context, account, path string, offset int64, tag string) (objectstore.Content, error) {
	store, container, key, err := a.open(account, path)
	if err != nil {
		return objectstore.Content{}, err
	}
	return store.Read(ctx, container, key, offset, tag)
}
