/**
 * The firewall of the host as a value: what comes in, and how that is said in nftables and ufw.
 * Knows the topology and facts of the host; changes nothing.
 */
@NullMarked
package app.versatilehub.firewall;

import org.jspecify.annotations.NullMarked;
