package dev.tutti.simulator;

import dev.tutti.simulator.workload.Workload;

/** What became of the fleet and the committee that were asked for, when real people are as many as they are. */
final class FleetLine {
    private FleetLine() {}

    /**
     * The line.
     *
     * @param committee decryptors there will be
     */
    static String of(Workload workload, DemoOptions options, int committee) {
        StringBuilder line = new StringBuilder("data: ").append(workload.source());
        int devices = workload.devices().size();
        if (devices != options.devices()) {
            line.append("; ").append(devices).append(" devices instead of ").append(options.devices());
        }
        if (committee != options.committee()) {
            line.append("; ")
                    .append(committee)
                    .append(" decryptors instead of ")
                    .append(options.committee());
        }
        return line.toString();
    }
}
