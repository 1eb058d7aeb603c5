// Pulumi's Docker plugin, put together from the Terraform provider and Pulumi's bridge.
//
// It answers to the tokens and property names of the official plugin, so the official SDKs
// (com.pulumi:docker) work with it. It stands in for the official plugin where that one cannot
// be downloaded, or cannot talk to the engine: plugin 4.5.1 asks for API 1.42 at most.
// Not included: docker:index/image:Image, which the official plugin adds beside the bridge.
package main

import (
	"encoding/json"
	"os"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/contract"
	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

const name = "docker"

// Set by the linker. It must be the version that the SDK asks for.
var version = "0.0.0-dev"

func main() {
	info := providerInfo()
	// Only errors: the warnings are about documentation, which is not generated here.
	sink := diag.DefaultSink(os.Stderr, os.Stderr, diag.FormatOptions{Color: colors.Never})
	// From memory only: looking for the provider's repository would start other programs at every launch.
	schema, err := tfgen.GenerateSchemaWithOptions(tfgen.GenerateSchemaOptions{
		ProviderInfo: info, DiagnosticsSink: sink, XInMemoryDocs: true,
	})
	contract.AssertNoErrorf(err, "generating the schema")
	bytes, err := json.Marshal(schema.PackageSpec)
	contract.AssertNoErrorf(err, "encoding the schema")
	tfbridge.Main(name, version, info, bytes)
}

func providerInfo() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:           shimv2.NewProvider(provider.New(version)()),
		Name:        name,
		Version:     version,
		Description: "Docker resources for Pulumi programs",
		Config: map[string]*tfbridge.SchemaInfo{
			"host": {Default: &tfbridge.DefaultInfo{
				EnvVars: []string{"DOCKER_HOST"},
				Value:   "unix:///var/run/docker.sock",
			}},
			// A list with a singular name.
			"registry_auth": {Name: "registryAuth", MaxItemsOne: tfbridge.False()},
		},
		// What the single-module rule would name differently from the official plugin.
		Resources: map[string]*tfbridge.ResourceInfo{
			"docker_config": {Tok: "docker:index/serviceConfig:ServiceConfig"},
			"docker_image":  {Tok: "docker:index/remoteImage:RemoteImage"},
			"docker_container": {
				Tok: "docker:index/container:Container",
				// Container names and published ports are unique on an engine.
				DeleteBeforeReplace: true,
				// Lists with singular names.
				Fields: map[string]*tfbridge.SchemaInfo{
					"command":           {Name: "command"},
					"networks_advanced": {Name: "networksAdvanced"},
				},
			},
		},
		DataSources: map[string]*tfbridge.DataSourceInfo{
			"docker_image": {Tok: "docker:index/getRemoteImage:getRemoteImage"},
		},
	}
	info.MustComputeTokens(tokens.SingleModule("docker_", "index", tokens.MakeStandard(name)))
	info.SetAutonaming(255, "-")
	return info
}
