package dev.tutti.device.committee;

import dev.tutti.device.transport.Fields;
import dev.tutti.schemas.round.CohortContributor;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.decrypt.ContributorEvidence;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Puts the parts of one vote request together, in any order, each part once. It bounds what it keeps and checks nothing
 * else: the member checks every contributor.
 */
final class VoteParts {
    /** Most parts of one request: 1,024 contributors in parts of one each, with room to spare. */
    static final int MAX_PARTS = 4096;

    private final Digest cohortRoot;
    private final int maxContributors;
    private final List<Optional<List<CohortContributor>>> parts;
    private int contributors;

    private VoteParts(Digest cohortRoot, int count, int maxContributors) {
        this.cohortRoot = cohortRoot;
        this.maxContributors = maxContributors;
        this.parts = new ArrayList<>(Collections.nCopies(count, Optional.empty()));
    }

    /**
     * An empty collection for requests like {@code first}; empty when its number of parts is out of range. It keeps up to
     * twice {@code maxContributors}, so that it is the member who finds a cohort too large and says so.
     */
    static Optional<VoteParts> like(VoteRequest first, int maxContributors) {
        Optional<Digest> root = Fields.digest(first.getCohortRoot());
        boolean bounded = first.getParts() >= 1 && first.getParts() <= MAX_PARTS;
        return bounded
                ? root.map(known -> new VoteParts(known, first.getParts(), 2 * maxContributors))
                : Optional.empty();
    }

    Digest cohortRoot() {
        return cohortRoot;
    }

    /** Whether {@code part} belongs here. */
    boolean accepts(VoteRequest part) {
        return Fields.digest(part.getCohortRoot()).filter(cohortRoot::equals).isPresent()
                && part.getParts() == parts.size()
                && part.getPart() >= 0
                && part.getPart() < parts.size();
    }

    /**
     * Adds one part.
     *
     * @return whether all parts are there now and were not before
     */
    boolean add(VoteRequest part) {
        if (parts.get(part.getPart()).isPresent()
                || contributors + part.getContributors().size() > maxContributors) {
            return false;
        }
        contributors += part.getContributors().size();
        parts.set(part.getPart(), Optional.of(part.getContributors()));
        return parts.stream().allMatch(Optional::isPresent);
    }

    /**
     * What the member is to check, in the order of the parts.
     *
     * @throws MalformedMessageException if a contributor is unreadable
     */
    List<ContributorEvidence> evidence() {
        List<ContributorEvidence> evidence = new ArrayList<>();
        for (Optional<List<CohortContributor>> part : parts) {
            for (CohortContributor contributor : part.orElseThrow()) {
                evidence.add(evidence(contributor));
            }
        }
        return evidence;
    }

    private static ContributorEvidence evidence(CohortContributor contributor) {
        List<Digest> proof = new ArrayList<>();
        for (ByteBuffer sibling : contributor.getShareProof()) {
            proof.add(Fields.digest(sibling)
                    .orElseThrow(() -> new MalformedMessageException("expected 32-byte siblings")));
        }
        byte[] signature = Fields.bytes(contributor.getSignature());
        UpdateStatement statement = UpdateStatement.decode(Fields.bytes(contributor.getStatement()));
        SignedCredential credential = SignedCredential.decode(Fields.bytes(contributor.getCredential()));
        try {
            return new ContributorEvidence(
                    new SignedUpdate(statement, signature, credential),
                    Fields.bytes(contributor.getSealedShare()),
                    proof);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(String.valueOf(e.getMessage()));
        }
    }
}
