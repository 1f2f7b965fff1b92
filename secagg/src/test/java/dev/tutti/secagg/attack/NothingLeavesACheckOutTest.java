package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tutti.secagg.decrypt.CommitteeFault;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.statement.CertificateFault;
import dev.tutti.secagg.unmask.SliceOpening;
import dev.tutti.secagg.update.UpdateFault;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The attacks leave one check out through parameters that name what to be blind to. Only a test in the same package can
 * fill them in: none is public or protected, and no class of the main sources passes anything but nothing.
 */
final class NothingLeavesACheckOutTest {
    private static final Set<String> FAULTS = Set.of(
            RefusalReason.class.getName(),
            CommitteeFault.class.getName(),
            CertificateFault.class.getName(),
            UpdateFault.class.getName(),
            SliceOpening.Reason.class.getName());
    private static final String RULES = "dev.tutti.secagg.decrypt.MemberRules";

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.tutti.secagg");

    private static final List<JavaCodeUnit> SEAMS = MAIN.stream()
            .flatMap(type -> type.getCodeUnits().stream())
            .filter(unit -> unit.getParameterTypes().stream().anyMatch(NothingLeavesACheckOutTest::names))
            .toList();

    @Test
    void everyPlaceThatCanLeaveACheckOutIsKnown() {
        assertThat(SEAMS.stream().filter(unit -> !isPrivate(unit)).map(NothingLeavesACheckOutTest::name))
                .containsExactlyInAnyOrder(
                        "CertificateFault QuorumCertificate.fault",
                        "CommitteeFault CommitteeCheck.check",
                        "UpdateFault UpdateCheck.check",
                        "RefusalReason MemberRules.<init>",
                        "MemberRules CommitteeMember.<init>",
                        "MemberRules CohortCheck.<init>",
                        "MemberRules ShareSum.<init>",
                        "MemberRules TermsCheck.check",
                        "Reason SliceOpening.open");
    }

    @Test
    void noneOfThemIsPublicOrProtected() {
        assertThat(SEAMS)
                .noneMatch(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC)
                        || unit.getModifiers().contains(JavaModifier.PROTECTED));
        assertThat(MAIN.get(RULES).getModifiers()).doesNotContain(JavaModifier.PUBLIC);
    }

    @Test
    void noMainClassUsesOneButTheClassItselfWhichLeavesNothingOut() {
        for (JavaCodeUnit seam : SEAMS) {
            assertThat(seam.getAccessesToSelf().stream()
                            .map(JavaAccess::getOriginOwner)
                            .map(JavaClass::getSimpleName))
                    .as(seam.getFullName())
                    .isSubsetOf(allowed(seam));
        }
        assertThat(MAIN.get(RULES).getConstructorCallsToSelf()).hasSize(1);
    }

    /** A member hands its rules to the classes that check for it; everything else is called by its own class alone. */
    private static Set<String> allowed(JavaCodeUnit seam) {
        String owner = seam.getOwner().getSimpleName();
        return Set.of("CohortCheck", "ShareSum", "TermsCheck").contains(owner)
                ? Set.of("CommitteeMember")
                : Set.of(owner);
    }

    private static boolean isPrivate(JavaCodeUnit unit) {
        return unit.getModifiers().contains(JavaModifier.PRIVATE);
    }

    private static boolean names(JavaType parameter) {
        return parameter.getName().equals(RULES)
                || parameter instanceof JavaParameterizedType generic
                        && generic.getActualTypeArguments().stream()
                                .anyMatch(argument -> FAULTS.contains(argument.getName()));
    }

    private static String name(JavaCodeUnit seam) {
        JavaType parameter = seam.getParameterTypes().stream()
                .filter(NothingLeavesACheckOutTest::names)
                .findFirst()
                .orElseThrow();
        JavaType named = parameter instanceof JavaParameterizedType generic
                ? generic.getActualTypeArguments().get(0)
                : parameter;
        return named.toErasure().getSimpleName() + " " + seam.getOwner().getSimpleName() + "." + seam.getName();
    }
}
