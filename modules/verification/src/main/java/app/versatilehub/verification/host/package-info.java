/** What the kernel's files say of this host. */
@NullMarked
package app.versatilehub.verification.host;

import org.jspecify.annotations.NullMarked;
