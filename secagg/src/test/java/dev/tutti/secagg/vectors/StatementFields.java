package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.each;
import static dev.tutti.secagg.vectors.Json.hex;
import static dev.tutti.secagg.vectors.Json.object;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.Coded;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.ModelManifest;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.statement.Window;

/** Statements field by field, under the names of docs/protocol.md, in the order in which they are written. */
final class StatementFields {
    private StatementFields() {}

    static ObjectNode of(RoundId round) {
        return object().put("population", round.population())
                .put("task", round.task())
                .put("round", round.round())
                .put("attempt", round.attempt())
                .put("sub_cohort", round.subCohort());
    }

    static ObjectNode of(BaseModel base) {
        return object().put("version", base.version())
                .put("digest", base.digest().hex())
                .put("subset", base.subsetId());
    }

    static ObjectNode of(Window window) {
        return object().put("opens_at", window.opensAtMillis())
                .put("closes_at", window.closesAtMillis())
                .put("report_goal", window.reportGoal())
                .put("grace", window.graceMillis())
                .put("vote_limit", window.voteLimitMillis())
                .put("unmask_limit", window.unmaskLimitMillis());
    }

    static ObjectNode of(Encoding encoding) {
        return object().put("dimension", encoding.dimension())
                .put("value_bits", encoding.valueBits())
                .put("clip_norm", (double) encoding.clipNorm())
                .put("value_range", (double) encoding.valueRange())
                .put("slot_bits", encoding.slotBits())
                .put("slots_per_coefficient", encoding.slotsPerCoefficient())
                .put("polynomials_per_slice", encoding.polynomialsPerSlice())
                .put("polynomials_per_chunk", encoding.polynomialsPerChunk())
                .put("weight_function", code(encoding.weightFunction()))
                .put("max_weight", encoding.maxWeight())
                .put("evaluation", encoding.evaluation() ? 1 : 0);
    }

    static ObjectNode of(PrivacyConfiguration privacy) {
        return object().put("mechanism", code(privacy.mechanism()))
                .put("noise", privacy.noiseStandardDeviation())
                .put("clip_norm", privacy.clipNorm())
                .put("delta", privacy.delta());
    }

    static ObjectNode of(RingParameters ring, int protocolVersion) {
        ObjectNode fields = object().put("degree", ring.degree());
        return protocolVersion < Announcement.TWO_PRIMES_VERSION
                ? fields.put("modulus", ring.modulus())
                : fields.set("primes", each(ring.primes(), prime -> prime));
    }

    static ObjectNode of(CommitteeParameters committee) {
        return object().put("members", committee.members())
                .put("corrupt", committee.corrupt())
                .put("secrets_per_polynomial", committee.secretsPerPolynomial())
                .put("privacy_threshold", committee.privacyThreshold())
                .put("recovery_threshold", committee.recoveryThreshold())
                .put("quorum", committee.quorum());
    }

    static ObjectNode of(CohortLimits limits) {
        return object().put("min_contributors", limits.minContributors())
                .put("max_contributors", limits.maxContributors())
                .put("min_per_base", limits.minPerBase());
    }

    static ObjectNode of(KeyCredential credential) {
        return object().put("device", credential.device().hex())
                .put("population", credential.population())
                .put("public_key", hex(credential.publicKey()))
                .put("platform", code(credential.platform()))
                .put("level", code(credential.level()))
                .put("issued_at", credential.issuedAtMillis())
                .put("expires_at", credential.expiresAtMillis())
                .put("evidence_hash", credential.evidenceHash().hex())
                .put("policy_version", credential.policyVersion());
    }

    static ObjectNode of(SignedCredential signed) {
        return object().<ObjectNode>set("credential", of(signed.credential()))
                .put("issuer_signature", hex(signed.issuerSignature()));
    }

    static ObjectNode of(CheckInStatement statement) {
        return object().put("population", statement.population())
                .put("device", statement.device().hex())
                .put("sealing_key", hex(statement.sealingKey()))
                .put("voting_key", hex(statement.votingKey()))
                .put("expires_at", statement.expiresAtMillis())
                .put("credential_hash", statement.credentialHash().hex());
    }

    static ObjectNode of(SignedCheckIn signed) {
        return object().<ObjectNode>set("statement", of(signed.statement()))
                .put("signature", hex(signed.signature()))
                .set("credential", of(signed.credential()));
    }

    static ObjectNode of(Seat seat) {
        return object().put("member_index", seat.memberIndex()).set("check_in", of(seat.checkIn()));
    }

    static ObjectNode of(Announcement announcement) {
        return object().put("protocol_version", announcement.protocolVersion())
                .<ObjectNode>set("round", of(announcement.round()))
                .<ObjectNode>set("bases", each(announcement.bases(), StatementFields::of))
                .put("plan_digest", announcement.planDigest().hex())
                .<ObjectNode>set("window", of(announcement.window()))
                .<ObjectNode>set("encoding", of(announcement.encoding()))
                .<ObjectNode>set("privacy", of(announcement.privacy()))
                .<ObjectNode>set("ring", of(announcement.ring(), announcement.protocolVersion()))
                .<ObjectNode>set("committee", of(announcement.committee()))
                .<ObjectNode>set("limits", of(announcement.limits()))
                .put("sealing", code(announcement.sealing()))
                .set("seats", each(announcement.seats(), StatementFields::of));
    }

    static ObjectNode of(UpdateStatement update) {
        ArrayNode proof = array();
        for (int[] polynomial : update.degreeProof()) {
            proof.add(Json.of(polynomial));
        }
        return object().put("protocol_version", update.protocolVersion())
                .put("announcement", update.announcement().hex())
                .put("device", update.device().hex())
                .put("upload", hex(update.upload().bytes()))
                .<ObjectNode>set("base", of(update.base()))
                .put("credential_hash", update.credentialHash().hex())
                .put("scheme", code(update.scheme()))
                .<ObjectNode>set("chunk_digests", each(update.chunkDigests(), Digest::hex))
                .put("ciphertext_digest", update.ciphertextDigest().hex())
                .put("share_root", update.shareRoot().hex())
                .<ObjectNode>set("degree_proof", proof)
                .<ObjectNode>set("encoding", of(update.encoding()))
                .set("privacy", of(update.privacy()));
    }

    static ObjectNode of(SignedUpdate signed) {
        return object().<ObjectNode>set("statement", of(signed.statement()))
                .put("signature", hex(signed.signature()))
                .set("credential", of(signed.credential()));
    }

    static ObjectNode of(VoteStatement vote) {
        return object().put("announcement", vote.announcement().hex())
                .put("cohort_root", vote.cohortRoot().hex())
                .put("member_index", vote.memberIndex())
                .set("complaints", each(vote.complaints(), DeviceId::hex));
    }

    static ObjectNode of(SignedVote signed) {
        return object().<ObjectNode>set("statement", of(signed.statement())).put("signature", hex(signed.signature()));
    }

    static ObjectNode of(QuorumCertificate certificate) {
        return object().put("announcement", certificate.announcement().hex())
                .put("cohort_root", certificate.cohortRoot().hex())
                .set("votes", each(certificate.votes(), StatementFields::of));
    }

    static ObjectNode of(ReplyStatement reply) {
        return object().put("announcement", reply.announcement().hex())
                .put("cohort_root", reply.cohortRoot().hex())
                .put("member_index", reply.memberIndex())
                .set("sums", Json.of(reply.sums()));
    }

    static ObjectNode of(SignedReply signed) {
        return object().<ObjectNode>set("statement", of(signed.statement())).put("signature", hex(signed.signature()));
    }

    static ObjectNode of(ModelManifest manifest) {
        return object().put("population", manifest.population())
                .put("task", manifest.task())
                .put("version", manifest.version())
                .put("previous", manifest.previous().hex())
                .put("plan_digest", manifest.planDigest().hex())
                .put("announcement", manifest.announcement().hex())
                .set("slice_digests", each(manifest.sliceDigests(), Digest::hex));
    }

    private static int code(Coded value) {
        return value.code();
    }
}
