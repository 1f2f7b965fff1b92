/**
 * Where virtual devices keep their keys, and how they enrol: a token or TPMs that are emulated, or plain memory, and the
 * enrolment service of the run. For development: whoever runs the machine has every key.
 */
@NullMarked
package dev.tutti.simulator.enclave;

import org.jspecify.annotations.NullMarked;
