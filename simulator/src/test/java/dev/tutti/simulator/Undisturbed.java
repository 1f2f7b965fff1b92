package dev.tutti.simulator;

import dev.tutti.simulator.fleet.Disruption;
import dev.tutti.simulator.fleet.DisruptionPlan;

/** Nothing goes wrong. */
final class Undisturbed implements DisruptionPlan {
    static final DisruptionPlan PLAN = new Undisturbed();

    private Undisturbed() {}

    @Override
    public Disruption of(int device, long round) {
        return Disruption.NONE;
    }

    @Override
    public boolean isSilent(int device, long round) {
        return false;
    }
}
