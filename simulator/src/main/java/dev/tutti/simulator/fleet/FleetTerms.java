package dev.tutti.simulator.fleet;

import dev.tutti.device.PrivacyFloor;
import dev.tutti.device.TaskTrust;
import dev.tutti.device.enclave.Enclave;
import dev.tutti.secagg.statement.ShareSealing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What all devices of a fleet have in common.
 *
 * @param population what they take part in
 * @param trust whom they believe
 * @param floor the least protection they accept
 * @param enclaves one for each, in their order; whoever made them closes them
 * @param stateRoot each gets a folder below it
 * @param patience how long a run waits for a round, and then for its receipt
 * @param sealing kind of the keys they offer as decryptors, and what they ask of a round at the least
 * @param seating what they show when they check in; empty where the operator chooses committees
 */
public record FleetTerms(
        String population,
        TaskTrust trust,
        PrivacyFloor floor,
        List<Enclave> enclaves,
        Path stateRoot,
        Duration patience,
        ShareSealing sealing,
        Optional<Seating> seating) {}
