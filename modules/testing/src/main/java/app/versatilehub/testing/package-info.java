/**
 * Tests of stacks without an engine: {@link app.versatilehub.testing.Deployment} runs a program and
 * keeps what it registers, {@link app.versatilehub.testing.IsolationAssertions} says what that is
 * to isolate.
 */
@NullMarked
package app.versatilehub.testing;

import org.jspecify.annotations.NullMarked;
