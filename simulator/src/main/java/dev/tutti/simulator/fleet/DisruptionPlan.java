package dev.tutti.simulator.fleet;

/** What goes wrong in a simulation, and when. Answers the same question the same way, from any thread. */
public interface DisruptionPlan {
    /**
     * What happens to a device in a round.
     *
     * @param device index in the fleet, from 0
     * @param round round number, from 1
     */
    Disruption of(int device, long round);

    /** Whether the device says nothing if it is a decryptor in this round. */
    boolean isSilent(int device, long round);
}
