/** Declares Frappe and ERPNext with their databases. */
@NullMarked
package app.versatilehub.hub;

import org.jspecify.annotations.NullMarked;
