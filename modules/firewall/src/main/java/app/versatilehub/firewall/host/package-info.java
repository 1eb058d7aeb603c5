/** Reads the host, and changes its firewall. Needs root and the program {@code nft}. */
@NullMarked
package app.versatilehub.firewall.host;

import org.jspecify.annotations.NullMarked;
