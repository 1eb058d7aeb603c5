@NullMarked
package app.versatilehub.firewall;

import org.jspecify.annotations.NullMarked;
