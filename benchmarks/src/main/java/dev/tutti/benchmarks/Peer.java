package dev.tutti.benchmarks;

import java.util.List;
import java.util.OptionalDouble;

/**
 * CPU time of another system for the same task: n = 100 devices, a million parameters. Measured by this project on two
 * virtual Xeon cores with AVX-512, one thread; not on the machine of this run.
 *
 * @param name system
 * @param deviceSeconds per device, by drop-out 0, 10, 30 %
 * @param serverSeconds receiving and unmasking, likewise
 * @param uploadMegabytes per device
 */
record Peer(String name, List<Double> deviceSeconds, List<Double> serverSeconds, double uploadMegabytes) {
    /** Google's federated-compute at de83f70, C++ -O3, sparse graph, real AES generator, every sum verified. */
    static final Peer FCP = new Peer("fcp (C++)", List.of(0.130, 0.138, 0.189), List.of(1.38, 2.42, 5.46), 4.00);

    /** Flower at fdef7af, SecAgg+ on a ring of 21, Python; its generator has 32-bit seeds, so it does less. */
    static final Peer FLOWER =
            new Peer("Flower (Python)", List.of(0.327, 0.283, 0.291), List.of(7.46, 10.2, 15.6), 8.0);

    static final List<Peer> ALL = List.of(FCP, FLOWER);

    private static final List<Integer> DROP_OUTS = List.of(0, 10, 30);

    /** The server's figure at that drop-out, if there is one. */
    OptionalDouble server(int dropOut) {
        int index = DROP_OUTS.indexOf(dropOut);
        return index < 0 ? OptionalDouble.empty() : OptionalDouble.of(serverSeconds.get(index));
    }
}
