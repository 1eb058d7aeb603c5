/**
 * Reads a stack's settings, strictly and in one place, and composes the topology from the modules.
 */
@NullMarked
package app.versatilehub.configuration;

import org.jspecify.annotations.NullMarked;
