package dev.tutti.secagg.vectors;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.update.UpdateFault;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The first device's header with one thing wrong, signed by it all the same. */
final class ForgedUpdates {
    private final VectorRound round;
    private final VectorDevice device;
    private final UpdateStatement honest;

    ForgedUpdates(VectorRound round) {
        this.round = round;
        device = round.device(0);
        honest = device.update().signed().statement();
    }

    /** One header for each fault. */
    Map<UpdateFault, SignedUpdate> all() {
        TestDevice other = round.device(1).device();
        Encoding announced = honest.encoding();
        Encoding encoding = new Encoding(
                announced.dimension(),
                announced.valueBits(),
                2 * announced.clipNorm(),
                announced.valueRange(),
                announced.slotBits(),
                announced.slotsPerCoefficient(),
                announced.polynomialsPerSlice(),
                announced.polynomialsPerChunk(),
                announced.weightFunction(),
                announced.maxWeight(),
                announced.evaluation());
        SignedCredential expired =
                round.population().issue(device.device().publicKey(), Population.NOW - 2, Population.NOW);
        SignedCredential untrusted = new Population(99).issue(device.device().publicKey());
        Map<UpdateFault, SignedUpdate> forged = new EnumMap<>(UpdateFault.class);
        forged.put(UpdateFault.UNSUPPORTED_VERSION, device.sign(with(2, honest.announcement(), honest.base())));
        forged.put(UpdateFault.WRONG_ANNOUNCEMENT, forAnotherAnnouncement());
        forged.put(
                UpdateFault.WRONG_BASE,
                device.sign(with(
                        1, honest.announcement(), new BaseModel(8, honest.base().digest(), 0))));
        forged.put(UpdateFault.WRONG_CONFIGURATION, device.sign(with(encoding, honest.ciphertextDigest())));
        forged.put(UpdateFault.WRONG_SIZE, device.sign(with(announced, honest.shareRoot())));
        forged.put(UpdateFault.WRONG_DEVICE, signedBy(other, honest, other.credential()));
        forged.put(UpdateFault.BAD_CREDENTIAL, signedBy(device.device(), honest, expired));
        forged.put(UpdateFault.CREDENTIAL_EXPIRED, under(expired));
        forged.put(
                UpdateFault.CREDENTIAL_ELSEWHERE,
                under(round.population().issueElsewhere(device.device().publicKey())));
        forged.put(UpdateFault.CREDENTIAL_UNTRUSTED, under(untrusted));
        forged.put(
                UpdateFault.BAD_SIGNATURE,
                signedBy(other, honest, device.device().credential()));
        return forged;
    }

    /** A header that could have been sound elsewhere. */
    SignedUpdate forAnotherAnnouncement() {
        return device.sign(with(1, honest.shareRoot(), honest.base()));
    }

    /** A sound header on the older of the two bases. */
    SignedUpdate onTheOlderBase() {
        return device.sign(
                with(1, honest.announcement(), round.announcement().bases().get(0)));
    }

    private static SignedUpdate signedBy(TestDevice signer, UpdateStatement statement, SignedCredential credential) {
        return new SignedUpdate(statement, signer.sign(statement.encode()), credential);
    }

    private SignedUpdate under(SignedCredential credential) {
        UpdateStatement statement = new UpdateStatement(
                honest.protocolVersion(),
                honest.announcement(),
                honest.device(),
                honest.upload(),
                honest.base(),
                credential.credential().digest(),
                honest.scheme(),
                honest.chunkDigests(),
                honest.ciphertextDigest(),
                honest.shareRoot(),
                honest.degreeProof(),
                honest.encoding(),
                honest.privacy());
        return signedBy(device.device(), statement, credential);
    }

    private UpdateStatement with(int version, Digest announcement, BaseModel base) {
        return with(version, announcement, base, honest.encoding(), honest.ciphertextDigest());
    }

    private UpdateStatement with(Encoding encoding, Digest ciphertextDigest) {
        return with(honest.protocolVersion(), honest.announcement(), honest.base(), encoding, ciphertextDigest);
    }

    private UpdateStatement with(
            int version, Digest announcement, BaseModel base, Encoding encoding, Digest ciphertextDigest) {
        return new UpdateStatement(
                version,
                announcement,
                honest.device(),
                honest.upload(),
                base,
                honest.credentialHash(),
                honest.scheme(),
                List.copyOf(honest.chunkDigests()),
                ciphertextDigest,
                honest.shareRoot(),
                honest.degreeProof(),
                encoding,
                honest.privacy());
    }
}
