module bot

go 1.26

require github.com/walras-env/walras/clients/go v0.0.0

replace github.com/walras-env/walras/clients/go => {{root}}/clients/go
