/**
 * Turns a topology into Docker resources of Pulumi, one component for each module. Nothing here
 * decides anything: what is not in the topology is derived from it.
 */
@NullMarked
package app.versatilehub.provisioning;

import org.jspecify.annotations.NullMarked;
