/** Small programs in the network namespaces of containers, which find out what can be reached. */
@NullMarked
package app.versatilehub.verification.probe;

import org.jspecify.annotations.NullMarked;
