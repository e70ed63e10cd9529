package objectstore

// The functions of this file read what the tools of the clouds themselves read from the environment;
// getenv is os.Getenv.

// S3FromEnvironment reads the endpoint and region of S3. Credentials are not read here: [NewS3] looks
// for them when it needs some.
func S3FromEnvironment(getenv func(string) string) S3Options {
	o := S3Options{Endpoint: getenv("AWS_ENDPOINT_URL_S3"), Region: getenv("AWS_REGION")}
	if o.Endpoint == "" {
		o.Endpoint = getenv("AWS_ENDPOINT_URL")
	}
	return o
}

// GoogleFromEnvironment reads the address of an emulator.
func GoogleFromEnvironment(getenv func(string) string) GoogleOptions {
	return GoogleOptions{Endpoint: getenv("STORAGE_EMULATOR_HOST")}
}

// AzureFromEnvironment reads account, endpoint and credentials.
func AzureFromEnvironment(getenv func(string) string) AzureOptions {
	return AzureOptions{
		Account: getenv("AZURE_STORAGE_ACCOUNT"), Endpoint: getenv("AZURE_STORAGE_BLOB_ENDPOINT"),
		Key: getenv("AZURE_STORAGE_KEY"), Token: getenv("AZURE_STORAGE_SAS_TOKEN"),
		TenantID: getenv("AZURE_TENANT_ID"), ClientID: getenv("AZURE_CLIENT_ID"), ClientSecret: getenv("AZURE_CLIENT_SECRET"),
	}
}
