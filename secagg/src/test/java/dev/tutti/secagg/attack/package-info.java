/**
 * The attacks, one class each: who does what and what it would win, a test in which it wins because one check is
 * missing, and one in which the same attacker with the same messages is refused. The {@code Careless…} classes beside the
 * checks leave one out; no class of the main sources can. See docs/protocol.md, "Who checks what".
 */
@NullMarked
package dev.tutti.secagg.attack;

import org.jspecify.annotations.NullMarked;
