/** Whether the running engine is what the topology says: predicted, probed, compared. */
@NullMarked
package app.versatilehub.verification;

import org.jspecify.annotations.NullMarked;
