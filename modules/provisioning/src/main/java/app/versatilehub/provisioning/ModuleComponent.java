package app.versatilehub.provisioning;

import com.pulumi.core.Output;
import com.pulumi.resources.ComponentResource;
import com.pulumi.resources.ComponentResourceOptions;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.Resource;
import java.util.List;
import java.util.Map;

/** All resources of one module: its networks, volumes and containers. */
final class ModuleComponent extends ComponentResource {

  /** The component's type in Pulumi. */
  static final String TYPE = "versatile-hub:docker:Module";

  ModuleComponent(String name) {
    super(TYPE, name, ComponentResourceOptions.Empty);
  }

  /** The options of a resource that belongs to this module. */
  CustomResourceOptions.Builder child() {
    return CustomResourceOptions.builder().parent(this);
  }

  /** The options of a resource that belongs to this module and waits for {@code others}. */
  CustomResourceOptions.Builder child(Output<List<Resource>> others) {
    return CustomResourceOptions.builder().parent(this).dependsOn(others);
  }

  void finish(Map<String, Output<?>> outputs) {
    registerOutputs(outputs);
  }
}
