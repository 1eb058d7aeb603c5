@NullMarked
package app.versatilehub.firewall.host;

import org.jspecify.annotations.NullMarked;
