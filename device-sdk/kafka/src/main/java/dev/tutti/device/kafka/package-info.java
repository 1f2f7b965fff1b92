/**
 * Devices on Kafka: one transport per process, shared by many devices. For fleets in a data centre and for simulation;
 * phones reach the same topics through a gateway.
 */
@NullMarked
package dev.tutti.device.kafka;

import org.jspecify.annotations.NullMarked;
