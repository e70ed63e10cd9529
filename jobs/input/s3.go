package input

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"ogham/jobs/objectstore"
)

const schemeS3 = "s3"

// s3Client is the part of an S3 source that says how to reach the storage.
type s3Client struct {
	Properties *s3Properties `json:"properties,omitempty"`
	Endpoint   *s3Endpoint   `json:"endpointConfig,omitempty"`
	Config     *s3Config     `json:"clientConfig,omitempty"`
	Proxy      *s3Proxy      `json:"proxyConfig,omitempty"`
}

type s3Properties struct {
	AccessKeyID     password `json:"accessKeyId,omitempty"`
	SecretAccessKey password `json:"secretAccessKey,omitempty"`
	RoleARN         string   `json:"assumeRoleArn,omitempty"`
	ExternalID      string   `json:"assumeRoleExternalId,omitempty"`
}

type s3Endpoint struct {
	URL    string `json:"url,omitempty"`
	Region string `json:"signingRegion,omitempty"`
}

// s3Config has the members of Druid's clientConfig that matter to our client: chunked encoding is for
// uploads, and it follows buckets into their regions by itself.
type s3Config struct {
	Protocol  string `json:"protocol,omitempty"`
	PathStyle bool   `json:"enablePathStyleAccess,omitempty"`
}

type s3Proxy struct {
	Host     string   `json:"host,omitempty"`
	Port     int      `json:"port,omitempty"`
	Username string   `json:"username,omitempty"`
	Password password `json:"password,omitempty"`
}

func parseS3(spec json.RawMessage, cfg Config) (Source, error) {
	var c s3Client
	if err := json.Unmarshal(spec, &c); err != nil {
		return nil, fmt.Errorf("read s3 input source: %w", err)
	}
	if p := c.Properties; p != nil {
		switch {
		case len(p.AccessKeyID) == 0 && len(p.SecretAccessKey) > 0:
			return nil, errors.New("accessKeyId cannot be null if secretAccessKey is given")
		case len(p.AccessKeyID) > 0 && len(p.SecretAccessKey) == 0:
			return nil, errors.New("secretAccessKey cannot be null if accessKeyId is given")
		}
	}
	store, err := c.open(cfg)
	if err != nil {
		return nil, err
	}
	return newObjectSource("s3", schemeS3, spec, cfg, c, store)
}

// open makes the client. What the specification does not say, the server's configuration does.
func (c s3Client) open(cfg Config) (objectstore.Writer, error) {
	o := cfg.S3
	if cfg.Client != nil {
		o.Transport = cfg.Client.Transport
	}
	if p := c.Properties; p != nil {
		o.RoleARN, o.ExternalID = p.RoleARN, p.ExternalID
		if len(p.AccessKeyID) > 0 {
			o.AccessKey, o.SecretKey = p.AccessKeyID.secret(), p.SecretAccessKey.secret()
		}
	}
	if e := c.Endpoint; e != nil {
		if e.URL != "" {
			o.Endpoint = e.URL
		}
		o.Region = e.Region
	}
	if s := c.Config; s != nil {
		o.Protocol, o.PathStyle = s.Protocol, s.PathStyle
	}
	if p := c.Proxy; p != nil {
		o.Proxy = &objectstore.Proxy{Host: p.Host, Port: p.Port, Username: p.Username, Password: p.Password.secret()}
	}
	return objectstore.NewS3(o)
}

func openS3(ctx context.Context, s Slice, cfg Config) (io.ReadCloser, error) {
	var c s3Client
	if err := json.Unmarshal(s.Spec, &c); err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	store, err := c.open(cfg)
	if err != nil {
		return nil, &Error{Slice: s, Err: err}
	}
	return openObject(ctx, s, schemeS3, cfg, store)
}
