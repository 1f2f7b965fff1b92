package dev.tutti.enrolment.log;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A log as one who follows it knows it: {@link LogView}, and by the follower's own clock when each of the last heads was
 * first held. A head that was not accepted in its turn, dated back or of a forked log, was never held. Safe for use by
 * several threads; forgets at a restart, so that a head must be followed again before it is believed.
 */
public final class FollowedLog implements HeadWitness {
    private final LogView view;
    private final int capacity;
    private final Map<SignedLogHead, Long> held = new LinkedHashMap<>();

    /**
     * @param enrolmentKey the pinned key of the enrolment service
     * @param capacity heads remembered, 1 to 100,000: those of two epochs are needed
     */
    public FollowedLog(OperatorVerifier enrolmentKey, int capacity) {
        this.view = new LogView(enrolmentKey);
        this.capacity = Expect.inRange("capacity", capacity, 1, 100_000);
    }

    /**
     * Takes the next head, or says why not.
     *
     * @param proof from the latest head to this one; not looked at for the first
     * @param nowMillis the follower's own clock
     */
    public synchronized Optional<LogFault> accept(SignedLogHead head, ConsistencyProof proof, long nowMillis) {
        Optional<LogFault> fault = view.accept(head, proof, nowMillis);
        if (fault.isEmpty()) {
            held.putIfAbsent(head, nowMillis);
            Iterator<SignedLogHead> oldest = held.keySet().iterator();
            while (held.size() > capacity) {
                oldest.next();
                oldest.remove();
            }
        }
        return fault;
    }

    @Override
    public synchronized OptionalLong firstHeldMillis(SignedLogHead head) {
        Long at = held.get(head);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }
}
