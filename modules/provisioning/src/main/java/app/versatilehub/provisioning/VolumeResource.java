package app.versatilehub.provisioning;

import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Topology;
import com.pulumi.docker.Volume;
import com.pulumi.docker.VolumeArgs;
import com.pulumi.docker.inputs.VolumeLabelArgs;

/** Registers one volume. */
final class VolumeResource {

  private VolumeResource() {}

  static Volume register(
      Topology topology, EngineName volume, String moduleName, ModuleComponent module) {
    String prefix = topology.environment().prefix() + "-";
    return new Volume(
        volume.value().substring(prefix.length()),
        VolumeArgs.builder()
            .name(volume.value())
            .labels(
                Labels.ofVolume(topology.stack(), moduleName).entrySet().stream()
                    .map(
                        label ->
                            VolumeLabelArgs.builder()
                                .label(label.getKey())
                                .value(label.getValue())
                                .build())
                    .toList())
            .build(),
        module.child().protect(topology.environment().protectData()).build());
  }
}
