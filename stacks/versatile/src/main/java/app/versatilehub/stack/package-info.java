/**
 * The Pulumi program: reads the settings, judges what they lead to, and registers the resources.
 */
@NullMarked
package app.versatilehub.stack;

import org.jspecify.annotations.NullMarked;
