package objectstore

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

const (
	azureEndpoint = "https://{account}.blob.core.windows.net"
	azureLogin    = "https://login.microsoftonline.com/"
	azureRetries  = 2
)

// AzureOptions say how to reach an account of Azure Blob Storage. Of the credentials the first that is
// set counts: key, token, application; without any, requests are anonymous.
type AzureOptions struct {
	Account string
	// Endpoint is the URL of the blob service, in which {account} stands for the account; "" is Azure's.
	Endpoint string
	// Key is a key of the account, Token a shared access signature.
	Key, Token string
	// TenantID, ClientID and ClientSecret are an application of Entra ID.
	TenantID, ClientID, ClientSecret string
	// Transport sends the requests; nil is the default one.
	Transport http.RoundTripper
}

// azure is a client of one account.
type azure struct{ client *azblob.Client }

// NewAzure makes a client, in which buckets are containers. It sends no request.
func NewAzure(o AzureOptions) (Reader, error) {
	if o.Account == "" {
		return nil, errors.New("the Azure storage account is not known")
	}
	endpoint := o.Endpoint
	if endpoint == "" {
		endpoint = azureEndpoint
	}
	service := strings.TrimSuffix(strings.ReplaceAll(endpoint, "{account}", o.Account), "/") + "/"
	opts := &azblob.ClientOptions{ClientOptions: azcore.ClientOptions{
		Retry:     policy.RetryOptions{MaxRetries: azureRetries, RetryDelay: 200 * time.Millisecond, MaxRetryDelay: 2 * time.Second},
		Transport: &http.Client{Transport: transport(o.Transport, nil)},
	}}
	client, err := azureClient(o, service, opts)
	if err != nil {
		return nil, fmt.Errorf("make Azure client: %w", err)
	}
	return &azure{client}, nil
}

func azureClient(o AzureOptions, service string, opts *azblob.ClientOptions) (*azblob.Client, error) {
	switch {
	case o.Key != "":
		key, err := azblob.NewSharedKeyCredential(o.Account, o.Key)
		if err != nil {
			return nil, err
		}
		return azblob.NewClientWithSharedKeyCredential(service, key, opts)
	case o.Token != "":
		return azblob.NewClientWithNoCredential(service+"?"+strings.TrimPrefix(o.Token, "?"), opts)
	case o.ClientID != "":
		return azblob.NewClient(service, application{o}, opts)
	}
	return azblob.NewClientWithNoCredential(service, opts)
}

// application signs in as an application with a secret.
type application struct{ o AzureOptions }

// GetToken asks for a token.
func (a application) GetToken(ctx context.Context, want policy.TokenRequestOptions) (azcore.AccessToken, error) {
	config := clientcredentials.Config{
		ClientID: a.o.ClientID, ClientSecret: a.o.ClientSecret, Scopes: want.Scopes, TokenURL: azureLogin + a.o.TenantID + "/oauth2/v2.0/token",
	}
	token, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: transport(a.o.Transport, nil)}))
	if err != nil {
		return azcore.AccessToken{}, err
	}
	return azcore.AccessToken{Token: token.AccessToken, ExpiresOn: token.Expiry}, nil
}

func (a *azure) blob(bucket, key string) *blob.Client {
	return a.client.ServiceClient().NewContainerClient(bucket).NewBlobClient(key)
}

// List lists blobs; see [Reader].
func (a *azure) List(ctx context.Context, bucket, prefix string, found func(Object) error) error {
	pages := a.client.NewListBlobsFlatPager(bucket, &container.ListBlobsFlatOptions{Prefix: &prefix})
	for pages.More() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, b := range page.Segment.BlobItems {
			if b.Name == nil || b.Properties == nil || b.Properties.ContentLength == nil {
				continue
			}
			if err := found(Object{Key: *b.Name, Size: *b.Properties.ContentLength}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Size gives the size of a blob; see [Reader].
func (a *azure) Size(ctx context.Context, bucket, key string) (int64, error) {
	props, err := a.blob(bucket, key).GetProperties(ctx, nil)
	if err != nil {
		return 0, err
	}
	if props.ContentLength == nil {
		return 0, errors.New("the storage gives no size")
	}
	return *props.ContentLength, nil
}

// Read reads a blob; see [Reader].
func (a *azure) Read(ctx context.Context, bucket, key string, offset int64, tag string) (Content, error) {
	opts := &blob.DownloadStreamOptions{Range: blob.HTTPRange{Offset: offset}}
	if tag != "" {
		match := azcore.ETag(tag)
		opts.AccessConditions = &blob.AccessConditions{ModifiedAccessConditions: &blob.ModifiedAccessConditions{IfMatch: &match}}
	}
	resp, err := a.blob(bucket, key).DownloadStream(ctx, opts)
	if bloberror.HasCode(err, bloberror.ConditionNotMet) {
		return Content{}, ErrChanged
	}
	if err != nil {
		return Content{}, err
	}
	c := Content{Body: resp.Body}
	if resp.ETag != nil {
		c.Tag = string(*resp.ETag)
	}
	return c, nil
}
