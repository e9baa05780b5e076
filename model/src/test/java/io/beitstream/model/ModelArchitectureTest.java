package io.beitstream.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.beitstream.model",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ModelArchitectureTest {
    @ArchTest
    static final ArchRule ONLY_THE_ENGINE_KNOWS_DJL =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..engine..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("io.beitstream.model.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PACKAGES_OF_TRAINING_FORM_NO_CYCLE =
            slices().matching("io.beitstream.model.training.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_SEAM_IS_PLAIN =
            noClasses()
                    .that()
                    .resideInAPackage("io.beitstream.model")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("..engine..", "..script..", "..tensor..", "..checkpoint..");
}
