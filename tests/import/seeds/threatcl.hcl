spec_version = "0.1.10"
threatmodel "Shop" {
  author      = "@ada"
  description = <<EOT
  Sells things
  EOT
  attributes {
    new_initiative = "true"
    internet_facing = "true"
    initiative_size = "Small"
  }
  information_asset "orders" {
    description = "Orders"
    information_classification = "Confidential"
  }
  usecase {
    description = "Customers buy"
  }
  threat "Weak passwords" {
    description = "Guessed"
    impacts = ["Confidentiality"]
    stride = ["Spoofing"]
    control "Passkeys" {
      implemented = true
      description = "No passwords"
      risk_reduction = 80
    }
  }
  data_flow_diagram_v2 "Shop" {
    external_element "Customer" {}
    trust_zone "Own" {
      process "Web" {}
      data_store "Orders" {
        information_asset = "orders"
      }
    }
    flow "https" {
      from = "Customer"
      to = "Web"
    }
    flow "sql" {
      from = "Web"
      to = "Orders"
    }
  }
}
