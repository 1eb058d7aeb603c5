/** Declares Chatwoot, its databases and its bridge to the agent. */
@NullMarked
package app.versatilehub.chat;

import org.jspecify.annotations.NullMarked;
