package dev.tutti.attestation.check;

import dev.tutti.attestation.Attestation.Refused;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs checks in order.
 *
 * @param leftOut checks that are not run: none, but in tests that show what each is for
 */
public record Checklist(Set<Class<?>> leftOut) {
    /** Leaves nothing out. */
    public static final Checklist COMPLETE = new Checklist(Set.of());

    public Checklist {
        leftOut = Set.copyOf(leftOut);
    }

    /** The first check's refusal, or empty if all hold. */
    public <E> Optional<Refused> examine(List<? extends Check<? super E>> checks, E evidence, Circumstances where) {
        for (Check<? super E> check : checks) {
            if (!leftOut.contains(check.getClass())) {
                Optional<Refused> refused = check.examine(evidence, where);
                if (refused.isPresent()) {
                    return refused;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The same inside a parser's depth.
     *
     * @throws RefusedException with the first check's refusal
     */
    public <E> void require(List<? extends Check<? super E>> checks, E evidence, Circumstances where)
            throws RefusedException {
        Optional<Refused> refused = examine(checks, evidence, where);
        if (refused.isPresent()) {
            throw new RefusedException(refused.get().reason(), refused.get().where());
        }
    }
}
