package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.each;
import static dev.tutti.secagg.vectors.Json.hex;
import static dev.tutti.secagg.vectors.Json.object;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.unmask.SliceOpening;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code round.json}: one small round from announcement to sum, and each check of it failing once. */
final class RoundVectors {
    private RoundVectors() {}

    static ObjectNode file() {
        VectorRound round = new VectorRound();
        Announcement announcement = round.announcement();
        Population population = round.population();
        ArrayNode keys = array();
        for (int seat = 1; seat <= announcement.seats().size(); seat++) {
            byte[] secrets = FixedRandom.bytes(VectorRound.memberLabel(seat), 64);
            keys.add(object().put("sealing_secret", hex(secrets).substring(0, 64))
                    .put("voting_secret", hex(secrets).substring(64)));
        }
        ObjectNode file = object().put(
                        "about",
                        "a whole round; what is random is SHAKE128 of a label: '<label> sharing' gives the field elements"
                                + " that a sharing leaves to chance, block by block, '<label> ephemeral <member>' HPKE's key")
                .put("now", Population.NOW)
                .put("operator_key", hex(population.operator().publicKey()))
                .put("issuer_key", hex(population.issuerKey()))
                .put("announcement", hex(announcement.encode()))
                .put("announcement_hash", announcement.digest().hex())
                .put("operator_signature", hex(population.operator().sign(Announcement.LABEL, announcement.encode())))
                .<ObjectNode>set("member_keys", keys)
                .<ObjectNode>set("devices", each(round.devices(), VectorDevice::json))
                .put("cohort_root", round.cohort().root().hex())
                .<ObjectNode>set("cohort_proofs", proofs(round))
                .<ObjectNode>set("votes", each(round.votes(), vote -> hex(vote.encode())))
                .put("certificate", hex(round.certificate().encode()))
                .set("replies", each(List.copyOf(round.replies().values()), reply -> hex(reply.encode())));
        opening(file, round);
        RoundNegatives negatives = new RoundNegatives(round);
        return file.<ObjectNode>set("bad_updates", negatives.updates())
                .<ObjectNode>set("bad_committees", negatives.committees())
                .<ObjectNode>set("bad_cohorts", negatives.cohorts())
                .<ObjectNode>set("bad_certificates", negatives.certificates())
                .<ObjectNode>set("bad_replies", negatives.replies())
                .set("bad_openings", negatives.openings());
    }

    /** S of the round. */
    static int[] secretSum(VectorRound round) {
        Map<Integer, int[]> sums = new TreeMap<>();
        round.replies()
                .forEach((seat, reply) -> sums.put(seat, reply.statement().sums()));
        CommitteeOpening.Result result =
                CommitteeOpening.recover(round.announcement(), round.devices().size(), sums);
        return ((CommitteeOpening.Recovered) result).secretSum();
    }

    private static ArrayNode proofs(VectorRound round) {
        ArrayNode proofs = array();
        for (int i = 0; i < round.devices().size(); i++) {
            proofs.add(each(round.cohort().proof(i), Digest::hex));
        }
        return proofs;
    }

    private static void opening(ObjectNode file, VectorRound round) {
        int[] secretSum = secretSum(round);
        SliceOpening.Opened opened = (SliceOpening.Opened) SliceOpening.open(
                round.announcement(),
                0,
                round.maskedSum(),
                secretSum,
                round.devices().size());
        SliceSum sum = opened.sum();
        file.<ObjectNode>set("secret_sum", Json.of(secretSum))
                .set(
                        "opened",
                        object().put("max_residue", opened.maxResidue())
                                .put("count", sum.count())
                                .put("weight", sum.weight())
                                .put("evaluation_examples", sum.evaluationExamples())
                                .put("evaluation_correct", sum.evaluationCorrect())
                                .put("evaluation_loss_high", sum.evaluationLossHigh())
                                .put("evaluation_loss_low", sum.evaluationLossLow())
                                .put("evaluation_loss_sum", sum.evaluationLossSum())
                                .<ObjectNode>set("parameters", Json.of(sum.parameters()))
                                .put("sum_digest", sum.digest().hex()));
    }
}
