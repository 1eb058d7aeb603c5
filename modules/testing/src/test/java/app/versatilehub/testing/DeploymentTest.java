package app.versatilehub.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.topology.StackId;
import com.pulumi.Context;
import com.pulumi.core.Output;
import com.pulumi.docker.Network;
import com.pulumi.docker.NetworkArgs;
import com.pulumi.docker.Secret;
import com.pulumi.docker.SecretArgs;
import com.pulumi.docker.Volume;
import com.pulumi.docker.VolumeArgs;
import com.pulumi.resources.CustomResourceOptions;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The recording itself, on which all tests of stacks stand. */
class DeploymentTest {

  private static Deployment run(Consumer<Context> program) {
    return Deployment.run(StackId.of("versatile-hub", "test"), program);
  }

  @Test
  void anUnknownTypeOfResourceIsAFailure() {
    Deployment deployment =
        run(context -> new Secret("s", SecretArgs.builder().data("x").name("y").build()));

    assertThat(deployment.errors())
        .anySatisfy(
            error ->
                assertThat(error)
                    .contains("an unknown type of resource: docker:index/secret:Secret"));
    assertThat(deployment.resources()).isEmpty();
  }

  @Test
  void twoResourcesOfOneNameAreAFailure() {
    Deployment deployment =
        run(
            context -> {
              new Volume("v");
              new Volume("v");
            });

    assertThat(deployment.errors())
        .anySatisfy(
            error -> assertThat(error).contains("registered twice: docker:index/volume:Volume v"));
  }

  @Test
  void aProgramThatThrowsIsAFailure() {
    assertThat(
            run(context -> {
                  throw new IllegalStateException("no");
                })
                .errors())
        .anySatisfy(error -> assertThat(error).contains("no"));
  }

  @Test
  void inputsAndOptionsAreRecorded() {
    Registered network =
        run(context -> {
              Volume volume = new Volume("v");
              new Network(
                  "n",
                  NetworkArgs.builder()
                      .name(volume.urn().applyValue(urn -> "real"))
                      .internal(true)
                      .build(),
                  CustomResourceOptions.builder()
                      .protect(true)
                      .deleteBeforeReplace(true)
                      .replaceOnChanges(List.of("driver"))
                      .dependsOn(volume)
                      .build());
            })
            .network("n");

    assertThat(network.inputs()).isEqualTo(Map.of("name", "real", "internal", true));
    assertThat(network.options()).isEqualTo(new Registered.Options(true, true, List.of("driver")));
    assertThat(network.dependsOn()).containsExactly("v");
    assertThat(network.uses()).containsExactly("v");
    assertThat(network.parent()).isEmpty();
  }

  @Test
  void aSecretIsToldFromWhatAnybodyMayRead() {
    Deployment deployment =
        run(
            context -> {
              new Volume("v", VolumeArgs.builder().name(Output.ofSecret("hidden")).build());
              new Volume(
                  "w",
                  VolumeArgs.builder()
                      .name(Output.ofSecret("hidden").asPlaintext())
                      .driver("local")
                      .build());
            });
    Registered marked = deployment.volume("v");
    Registered bare = deployment.volume("w");

    assertThat(marked.engineName()).isEqualTo("hidden");
    assertThat(marked.wire().shown()).doesNotContain("hidden");
    assertThat(marked.wire().secrets()).isEqualTo(Map.of("name", "hidden"));
    assertThat(bare.wire().shown()).contains("name=hidden", "driver=local");
    assertThat(bare.wire().secrets()).isEmpty();
  }

  @Test
  void whatIsNotThereIsMissedWithTheTableOfWhatIs() {
    Deployment deployment = run(context -> new Volume("v"));

    assertThatThrownBy(() -> deployment.network("n"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("docker:index/network:Network named 'n'")
        .hasMessageContaining("docker:index/volume:Volume - v");
  }
}
