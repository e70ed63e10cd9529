package objectstore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const (
	amazonS3  = "s3.amazonaws.com"
	amazonSTS = "https://sts.amazonaws.com"
	// s3Retries is how often the client itself sends a request: whoever reads tries again by itself.
	s3Retries = 3
	// partSize is what is buffered of an object that is written: 10,000 parts are the most.
	partSize = 8 << 20
	// instanceTimeout bounds the question for the credentials of a machine, which few machines answer.
	instanceTimeout = 2 * time.Second
	// ambientPause is how long a process believes that there are no credentials.
	ambientPause = 5 * time.Minute
)

// S3Options say how to reach S3. The zero value is Amazon's, with the credentials of the environment.
type S3Options struct {
	// AccessKey and SecretKey, if not "", take the place of those that the environment gives.
	AccessKey, SecretKey string
	// RoleARN is a role to assume, ExternalID what its owner may ask for.
	RoleARN, ExternalID string
	// Endpoint is a host or a URL, "" for Amazon's.
	Endpoint string
	// Protocol is "http" or "https" for an endpoint that is a host; "" is https.
	Protocol string
	// Region is where requests are signed for; "" finds it out.
	Region string
	// PathStyle puts the bucket into the path rather than into the host's name.
	PathStyle bool
	Proxy     *Proxy
	// Transport sends the requests; nil is the default one.
	Transport http.RoundTripper
}

// s3 is an S3 client.
type s3 struct{ core minio.Core }

// NewS3 makes a client. It sends no request. Credentials come from the options, else from the
// environment (AWS_ACCESS_KEY_ID …), the file of shared credentials, a web identity, or the machine's
// role, in this order; where there are none, requests are anonymous.
func NewS3(o S3Options) (Writer, error) {
	host, secure, err := endpoint(o.Endpoint, o.Protocol)
	if err != nil {
		return nil, err
	}
	via := transport(o.Transport, o.Proxy)
	opts := &minio.Options{
		Creds: s3Credentials(o, host, secure, via), Secure: secure, Transport: via, Region: o.Region, MaxRetries: s3Retries,
	}
	if o.PathStyle {
		opts.BucketLookup = minio.BucketLookupPath
	}
	client, err := minio.New(host, opts)
	if err != nil {
		return nil, fmt.Errorf("make S3 client: %w", err)
	}
	return &s3{minio.Core{Client: client}}, nil
}

// endpoint splits an endpoint, a host or a URL, into host and protocol.
func endpoint(text, protocol string) (host string, secure bool, err error) {
	if text == "" {
		return amazonS3, !strings.EqualFold(protocol, "http"), nil
	}
	if !strings.Contains(text, "://") {
		return strings.TrimSuffix(text, "/"), !strings.EqualFold(protocol, "http"), nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", false, fmt.Errorf("the endpoint [%s] is no URL of http or https", text)
	}
	return u.Host, u.Scheme == "https", nil
}

// s3Credentials finds out, when they are first needed, which credentials to use.
func s3Credentials(o S3Options, host string, secure bool, via http.RoundTripper) *credentials.Credentials {
	var base *credentials.Credentials
	if o.AccessKey != "" || o.SecretKey != "" {
		base = credentials.NewStaticV4(o.AccessKey, o.SecretKey, "")
	} else {
		base = ambient()
	}
	if o.RoleARN == "" {
		return base
	}
	sts := amazonSTS
	if host != amazonS3 { // a store of its own has its own token service
		scheme := "https"
		if !secure {
			scheme = "http"
		}
		sts = scheme + "://" + host
	}
	return credentials.New(&roleProvider{base: base, endpoint: sts, client: &http.Client{Transport: via}, options: o})
}

// ambient gives the credentials of the environment, which all clients share: to ask a machine that has
// no role costs its timeout.
var ambient = sync.OnceValue(func() *credentials.Credentials {
	return credentials.New(&ambientProvider{chain: credentials.Chain{Providers: []credentials.Provider{
		&credentials.EnvAWS{}, &credentials.FileAWSCredentials{},
		&credentials.IAM{Client: &http.Client{Timeout: instanceTimeout}},
	}}})
})

// ambientProvider is a chain that remembers for a while that it found nothing.
type ambientProvider struct {
	credentials.Expiry
	chain credentials.Chain
	found bool
}

// RetrieveWithCredContext looks for credentials.
func (p *ambientProvider) RetrieveWithCredContext(cc *credentials.CredContext) (credentials.Value, error) {
	v, err := p.chain.RetrieveWithCredContext(cc)
	if p.found = v.AccessKeyID != ""; !p.found {
		p.SetExpiration(time.Now().Add(ambientPause), 0)
	}
	return v, err
}

// Retrieve is RetrieveWithCredContext without a context.
func (p *ambientProvider) Retrieve() (credentials.Value, error) {
	return p.RetrieveWithCredContext(nil)
}

// IsExpired tells whether to look again.
func (p *ambientProvider) IsExpired() bool {
	if p.found {
		return p.chain.IsExpired()
	}
	return p.Expiry.IsExpired()
}

// roleProvider assumes a role with the credentials of base.
type roleProvider struct {
	credentials.Expiry
	base     *credentials.Credentials
	endpoint string
	client   *http.Client
	options  S3Options
}

// RetrieveWithCredContext asks for temporary credentials.
func (p *roleProvider) RetrieveWithCredContext(cc *credentials.CredContext) (credentials.Value, error) {
	v, err := p.base.GetWithContext(cc)
	if err != nil {
		return v, err
	}
	region := p.options.Region
	if region == "" {
		region = "us-east-1"
	}
	assume := &credentials.STSAssumeRole{
		Client: p.client, STSEndpoint: p.endpoint,
		Options: credentials.STSAssumeRoleOptions{
			AccessKey: v.AccessKeyID, SecretKey: v.SecretAccessKey, SessionToken: v.SessionToken,
			RoleARN: p.options.RoleARN, ExternalID: p.options.ExternalID, RoleSessionName: "ogham", Location: region,
		},
	}
	got, err := assume.RetrieveWithCredContext(cc)
	if err == nil {
		p.SetExpiration(got.Expiration, credentials.DefaultExpiryWindow)
	}
	return got, err
}

// Retrieve is RetrieveWithCredContext without a context.
func (p *roleProvider) Retrieve() (credentials.Value, error) { return p.RetrieveWithCredContext(nil) }

// List lists objects; see [Reader].
func (s *s3) List(ctx context.Context, bucket, prefix string, found func(Object) error) error {
	ctx, cancel := context.WithCancel(ctx) // ends the listing when found wants no more
	defer cancel()
	for o := range s.core.Client.ListObjects(ctx, bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			return o.Err
		}
		if err := found(Object{Key: o.Key, Size: o.Size}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Size gives the size of an object; see [Reader].
func (s *s3) Size(ctx context.Context, bucket, key string) (int64, error) {
	info, err := s.core.StatObject(ctx, bucket, key, minio.StatObjectOptions{})
	return info.Size, err
}

// Read reads an object; see [Reader].
func (s *s3) Read(ctx context.Context, bucket, key string, offset int64, tag string) (Content, error) {
	var opts minio.GetObjectOptions
	if offset > 0 {
		if err := opts.SetRange(offset, 0); err != nil {
			return Content{}, err
		}
	}
	if tag != "" {
		if err := opts.SetMatchETag(tag); err != nil {
			return Content{}, err
		}
	}
	body, info, _, err := s.core.GetObject(ctx, bucket, key, opts)
	if response, ok := errors.AsType[minio.ErrorResponse](err); ok && response.StatusCode == http.StatusPreconditionFailed {
		return Content{}, ErrChanged
	}
	return Content{Body: body, Tag: info.ETag}, err
}

// Write stores an object; see [Writer].
func (s *s3) Write(ctx context.Context, bucket, key string, body io.Reader) error {
	opts := minio.PutObjectOptions{PartSize: partSize, NumThreads: 1, ContentType: "application/octet-stream"}
	head := &bytes.Buffer{}
	size, err := io.CopyN(head, body, partSize)
	switch {
	case errors.Is(err, io.EOF): // one request stores it, signed with its hash
		opts.DisableContentSha256 = true
		hash := sha256.Sum256(head.Bytes())
		_, err = s.core.PutObject(ctx, bucket, key, head, size, "", hex.EncodeToString(hash[:]), opts)
	case err == nil:
		_, err = s.core.Client.PutObject(ctx, bucket, key, io.MultiReader(head, body), -1, opts)
	}
	return err
}

// Remove removes an object; see [Writer].
func (s *s3) Remove(ctx context.Context, bucket, key string) error {
	return s.core.RemoveObject(ctx, bucket, key, minio.RemoveObjectOptions{})
}
