/**
 * The system as one immutable value: networks, services, routes, flows and everything that could
 * lead around the networks.
 *
 * <p>This package knows neither Pulumi nor Docker's API, and depends on nothing but the JDK and a
 * library for IP ranges. Whatever the project shows, creates or checks comes from a {@link
 * app.versatilehub.topology.Topology}.
 */
@NullMarked
package app.versatilehub.topology;

import org.jspecify.annotations.NullMarked;
